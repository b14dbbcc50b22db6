"""One question to the service, asked a few times, and what PostgreSQL did for each request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.diagnose.database import Database
from bench.diagnose.listing import Listing, listing_of
from bench.diagnose.redaction import redacted_statement, redacted_target, shortened
from bench.diagnose.service import Answer, Service
from bench.diagnose.statements import CHANGES, Key, StatementWatch, Work, writes
from bench.errors import BenchError


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    """For people: without values of answers."""
    target: str


@dataclass(frozen=True, slots=True)
class Called:
    """A statement, and its work for one request."""

    key: Key
    text: str
    work: Work


@dataclass(frozen=True, slots=True)
class Asked:
    question: Question
    answer: Answer
    listing: Listing | None
    """None if the answer is no list."""
    statements: Sequence[Called]
    wall_ms: float
    cached: bool
    """The first request asked the database, the others did not."""

    @property
    def rows(self) -> int:
        return len(self.listing.rows) if self.listing else 0

    @property
    def calls(self) -> int:
        return sum(called.work.calls for called in self.statements)

    @property
    def blocks(self) -> int:
        return sum(called.work.blocks for called in self.statements)

    @property
    def time_ms(self) -> float:
        return sum(called.work.time_ms for called in self.statements)

    def called(self, key: Key) -> Called | None:
        return next((each for each in self.statements if each.key == key), None)


class Asking:
    """Asks, and stops the run after a request that changed rows."""

    def __init__(self, service: Service, watch: StatementWatch, *, database: Database) -> None:
        self._service = service
        self._watch = watch
        self._database = database
        self.others_write = False
        """Other clients change rows, so only the statements of a request can show that it does."""
        self._changes = database.number(CHANGES)
        self.with_statements = 0
        """Requests that asked the database."""

    def ask(self, question: Question, times: int = 1, *, headers: Mapping[str, str] | None = None) -> Asked:
        seen: list[tuple[Answer, dict[Key, Work]]] = []
        for _ in range(times):
            self._watch.begin()
            answer = self._service.get(question.target, **(headers or {}))
            work = self._watch.since()
            self._require_no_write(question, work)
            self.with_statements += bool(work)
            seen.append((answer, work))
        self.require_no_change()
        cached = bool(seen[0][1]) and not seen[-1][1] and times > 1
        steady = seen[:1] if cached else seen
        least = least_work([work for _, work in steady])
        return Asked(
            question=question,
            answer=seen[0][0],
            listing=listing_of(seen[0][0]),
            statements=[Called(key, self._watch.text(key), work) for key, work in least.items()],
            wall_ms=median(answer.wall_ms for answer, _ in steady),
            cached=cached,
        )

    def _require_no_write(self, question: Question, work: Mapping[Key, Work]) -> None:
        for key, done in work.items():
            text = self._watch.text(key)
            if done.rows and writes(text):
                statement = shortened(redacted_statement(text))
                raise BenchError(
                    f"Rows changed during GET {redacted_target(question.target)}: {statement} changed {done.rows}. A "
                    "diagnosis asks many times and must change nothing, so it stopped. If another client wrote, start "
                    "it again while nobody writes."
                )

    def require_no_change(self) -> None:
        """Also of a change that a function or a trigger made. PostgreSQL tells it up to a second later."""
        changed = self._database.number(CHANGES) - self._changes
        if changed and not self.others_write:
            raise BenchError(
                f"{changed} rows changed in this database while the service was asked. A diagnosis asks many times and "
                "must change nothing, so it stopped. If another client wrote, start it again while nobody writes."
            )


def least_work(requests: Sequence[Mapping[Key, Work]]) -> dict[Key, Work]:
    """What every request did. Another client's statement is not in all of them, and a first request does more."""
    found = {}
    for key in requests[0]:
        works = [work[key] for work in requests if key in work]
        if len(works) == len(requests):
            time_ms = median(work.time_ms for work in works)
            least = min(works, key=lambda work: (work.calls, work.blocks))
            found[key] = Work(least.calls, least.rows, least.blocks, time_ms)
    return found
