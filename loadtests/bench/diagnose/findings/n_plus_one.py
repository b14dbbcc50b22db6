"""N+1: a statement that is sent once for each row of a page."""

from collections.abc import Iterator

from bench.diagnose.asking import Asked, Called
from bench.diagnose.finding import PATTERNS, Evidence, Finding, share_of, shown

# Calls more for each row more. A relation that a third of the rows have is an N+1 too.
LEAST_SLOPE = 0.2
# Calls more between the two sizes.
LEAST_MORE = 3
# Without a second size: calls a request, which are a multiple of the rows on two pages.
LEAST_CALLS = 5


def n_plus_one(evidence: Evidence) -> Iterator[Finding]:
    found = evidence.exploration
    one, other = found.first, found.resized
    if other and other.statements:
        repeated = [each for each in one.statements if _grows(each, one, other=other)]
        sizes = f"{other.rows} rows take {other.calls} statements, {one.rows} rows take {one.calls}"
    else:
        repeated = [each for each in one.statements if _is_multiple(each, one, pages=found.pages)]
        sizes = f"{one.rows} rows take {one.calls} statements"
    if repeated:
        calls = sum(each.work.calls for each in repeated)
        yield Finding(
            kind="n_plus_one",
            title="N+1: statements for each row",
            evidence=f"{calls} of the {one.calls} statements of a page: {sizes}",
            share=share_of(one, repeated, round_trip_ms=evidence.round_trip_ms),
            question=one.question.name,
            mends="prefetch_related, select_related, or values() for the whole page",
            pattern=f"{PATTERNS}/plain_rows.py",
            statements=[f"{each.work.calls}× {text}" for each, text in zip(repeated, shown(repeated), strict=True)],
        )


def _grows(called: Called, one: Asked, *, other: Asked) -> bool:
    again = other.called(called.key)
    more = called.work.calls - (again.work.calls if again else 0)
    rows = one.rows - other.rows
    if rows < 0:
        more, rows = -more, -rows
    return again is not None and more >= max(LEAST_MORE, LEAST_SLOPE * rows)


def _is_multiple(called: Called, one: Asked, *, pages: list[Asked]) -> bool:
    calls = called.work.calls
    if calls < LEAST_CALLS or not one.rows or calls % one.rows:
        return False
    again = pages[1].called(called.key) if len(pages) > 1 else None
    return again is not None and again.work.calls == calls // one.rows * pages[1].rows
