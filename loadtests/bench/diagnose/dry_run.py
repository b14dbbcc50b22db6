"""What a diagnosis would ask, without asking it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bench.diagnose.exploration import FIRST_TIMES, TIMES, WALKED
from bench.diagnose.paging import OFFSETS, PAGES, SIZES
from bench.diagnose.questions import ORDERINGS, SEARCHES
from bench.diagnose.redaction import redacted_target
from bench.diagnose.request import DiagnosisRequest
from bench.diagnose.service import target_of
from bench.diagnose.specification import candidates


def plan_of(request: DiagnosisRequest) -> Iterator[str]:
    where = redacted_target(target_of(request.url))
    path = urlsplit(request.url).path
    documents = [redacted_target(target_of(request.specification))] if request.specification else candidates(path)
    rate = f"at most {request.rate_per_s:g} a second" if request.rate_per_s else "one after the other"
    yield f"At most {request.most_requests} requests, all GET, {rate}, for at most {request.time_s:g} s:"
    yield f"  {where}, {FIRST_TIMES} times"
    yield f"  until one answers: {', '.join(documents)}"
    yield f"  with {' or '.join(SIZES)}, as the document offers them: a page of another size, 3 times"
    yield f"  the next {WALKED - 1} pages, by link, {PAGES[0]}, {OFFSETS[0]} or cursor; once more if rows repeat"
    yield f"  a page in the middle, {TIMES} times"
    yield "  the first page with If-None-Match or If-Modified-Since, if it has an ETag or a date"
    yield f"  each column of {' or '.join(ORDERINGS)} that the document offers, {TIMES} times"
    yield f"  each filter, and {' or '.join(SEARCHES)}, with a value out of the answers, up to {2 * TIMES} times"
    yield "In the database, in read-only sessions:"
    yield "  SELECT from pg_stat_statements, pg_stat_database, pg_stat_user_tables, pg_class and pg_stats"
    yield "  EXPLAIN of the recorded queries, which does not run them"
