"""Filters and searches that no index serves: PostgreSQL looks at each row."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from bench.diagnose.asking import Asked, Called
from bench.diagnose.finding import PATTERNS, Evidence, Finding, is_count, share_of, shown
from bench.diagnose.findings.orderings import LEAST_BLOCKS, LEAST_PART, reads_most
from bench.diagnose.literals import LIKE, Given
from bench.diagnose.plans import CHECKED, LOOK_UP, LOOKED_UP, NO_SCAN_NO_SORT, Plan
from bench.diagnose.questions import Condition

# Of the table's rows that match. More are not worth an index.
MOST_MATCHES = 0.1
PLACEHOLDER = re.compile(r"\$\d+")


@dataclass(frozen=True, slots=True)
class Unserved:
    condition: Condition
    asked: Asked
    called: Called
    """The statement of the page."""
    spent: Sequence[Called]
    """And the count of what matches."""
    contains: bool


def filters(evidence: Evidence) -> Iterator[Finding]:
    found = list(_filters(evidence))
    yield from _finding(
        evidence,
        [each for each in found if each.contains],
        kind="contains",
        title="Part of a text, without an index",
        mends="trigram indexes on the expressions that Django compares",
        pattern=f"{PATTERNS}/contains_indexes.py",
    )
    yield from _finding(
        evidence,
        [each for each in found if not each.contains],
        kind="filter",
        title="Filters that read the table",
        mends="an index on the column",
        pattern=f"{PATTERNS}/ordering_indexes.py",
    )


def searches(evidence: Evidence) -> Iterator[Finding]:
    before = cache(partial(_first_plans, evidence))
    found = [
        Unserved(condition, asked, called, _with_count(called, asked), contains=True)
        for condition, asked, inside in evidence.exploration.searches
        for called in _unserved(evidence, condition, asked=asked, inside=inside, rare=False, before=before)
    ]
    yield from _finding(
        evidence,
        found,
        kind="search",
        title="A search that reads all rows",
        mends="a tsvector with a GIN index",
        pattern=f"{PATTERNS}/search_vector.py",
    )


def _finding(
    evidence: Evidence, found: Sequence[Unserved], *, kind: str, title: str, mends: str, pattern: str
) -> Iterator[Finding]:
    if not found:
        return

    def share(each: Unserved) -> float:
        return share_of(each.asked, each.spent, round_trip_ms=evidence.round_trip_ms)

    worst = max(found, key=share)
    blocks = sum(each.work.blocks for each in worst.spent)
    names = ", ".join(dict.fromkeys(each.condition.parameter for each in found))
    yield Finding(
        kind=kind,
        title=title,
        evidence=f"{blocks:,} blocks for a page of {worst.asked.rows}; no index serves {names}",
        share=share(worst),
        question=worst.asked.question.name,
        mends=mends,
        pattern=pattern,
        statements=shown([worst.called]),
    )


def _filters(evidence: Evidence) -> Iterator[Unserved]:
    before = cache(partial(_first_plans, evidence))
    for condition, asked, inside in evidence.exploration.filters:
        for called in _unserved(evidence, condition, asked=asked, inside=inside, rare=not inside, before=before):
            like = looks_like(called.text)
            # Whether the pattern of a text that is found only as a whole begins with a wildcard is not known.
            if inside or not like:
                yield Unserved(condition, asked, called, _with_count(called, asked), contains=like)


def _with_count(called: Called, asked: Asked) -> list[Called]:
    return [called, *(each for each in asked.statements if is_count(each))]


def looks_like(text: str) -> bool:
    return any(LIKE.search(text[: found.start()]) for found in PLACEHOLDER.finditer(text))


def _unserved(
    evidence: Evidence, condition: Condition, *, asked: Asked, inside: bool, rare: bool, before: Callable[[], set[str]]
) -> Iterator[Called]:
    """The statements of the page that read most of a table, with a condition that no index could look up.

    `rare`: only if few rows match. A filter that most rows pass is worth no index. `before`: `_first_plans`.
    """
    base = {each.key for each in evidence.exploration.first.statements}
    given = Given(
        limit=evidence.exploration.first.rows,
        asked=condition.inside if inside else condition.value,
        name=condition.column,
        inside=inside,
        seen=evidence.exploration.seen,
    )
    for called in asked.statements:
        if called.key in base or is_count(called) or called.work.blocks_a_call < LEAST_PART * LEAST_BLOCKS:
            continue
        walked = evidence.planner.plan(called.text, given, settings=NO_SCAN_NO_SORT)
        looked_up = evidence.planner.plan(called.text, given, settings=LOOK_UP)
        if walked is None or looked_up is None:
            continue
        served = (walked.conditions(LOOKED_UP) | looked_up.conditions(LOOKED_UP)) - before()
        checks = [part for condition, part in walked.checks() if condition not in before()]
        reading = [part for part in checks if reads_most(evidence, called, plan=part)]
        if reading and not served and (not rare or all(_few(evidence, part) for part in reading)):
            yield called


def _first_plans(evidence: Evidence) -> set[str]:
    """The conditions that the first page has too."""
    first = evidence.exploration.first
    given = Given(limit=first.rows, seen=evidence.exploration.seen)
    plans = [
        evidence.planner.plan(each.text, given, settings=LOOK_UP)
        for each in first.statements
        if each.work.blocks_a_call >= LEAST_PART * LEAST_BLOCKS and not is_count(each)
    ]
    return {condition for plan in plans if plan for condition in plan.conditions((*LOOKED_UP, *CHECKED))}


def _few(evidence: Evidence, part: Plan) -> bool:
    table = evidence.planner.largest_table(part)
    return table is not None and table.rows > 0 and part.rows <= MOST_MATCHES * table.rows
