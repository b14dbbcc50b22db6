"""What must be there before anything can be said: each missing one is a sentence that says what to do."""

from bench.diagnose.asking import Asked
from bench.diagnose.database import Database, grant
from bench.diagnose.redaction import redacted_target
from bench.diagnose.statements import StatementWatch
from bench.errors import BenchError

AUTHENTICATION = (401, 403, 407)


def require_rows(first: Asked) -> None:
    answer, where = first.answer, redacted_target(first.question.target)
    if answer.status in AUTHENTICATION:
        raise BenchError(
            f"GET {where} answers {answer.status}: it wants to know who asks. Give it what your client sends, such as "
            "--header 'Authorization: Bearer …'."
        )
    if 300 <= answer.status < 400:
        to = redacted_target(answer.headers.get("location", "elsewhere"))
        raise BenchError(f"GET {where} answers {answer.status} and points to {to}. Name the URL that answers 200.")
    if answer.status != 200:
        raise BenchError(f"GET {where} answers {answer.status}, not 200. Name the URL of a list that can be read.")
    if answer.document() is None:
        kind = answer.headers.get("content-type", "nothing").partition(";")[0]
        raise BenchError(f"GET {where} answers {kind}, not JSON. Name the URL of the API and not of a page.")
    if first.listing is None:
        raise BenchError(f"GET {where} answers JSON without a list of objects. Name the URL of a list.")
    if not first.rows:
        raise BenchError(f"GET {where} answers a list without rows. Fill the table first: its size is what costs.")


def nothing_asked(database: Database, watch: StatementWatch) -> BenchError:
    if watch.hidden:
        return BenchError(
            f"{database.role} may not see the statements of other roles, and the service's is another one. "
            f"{grant(database.role)}"
        )
    return BenchError(
        f"No request of the service asked the database {database.name}. Either --database names another database than "
        "the service uses, or pg_stat_statements.track is none, or all answers came out of a cache."
    )
