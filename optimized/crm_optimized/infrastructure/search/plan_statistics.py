"""Extra: the planner's statistics say which conditions are worth a lookup in their index, and whether to collect first.

An index on words intersects a rare and a common word by reading all customers of both, 0.1 µs each. Without the common
one, a few more customers are left and can be looked at.

We assume that conditions are independent. That is inaccurate but cheap: a wrong first try costs at most `Bounds.cap`
rows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from psycopg import AsyncClientCursor

from crm_optimized.infrastructure.search.columns import SEARCH_VECTOR, Table
from crm_optimized.infrastructure.search.core import Extra, Question, SearchPlan

# Entries of the search index that are read, at 0.1 µs each, in the time in which one customer is looked at: 2 µs.
ENTRIES_PER_ROW = 20

# Matches that the short scan should have found. If it found fewer than two, they lie together in the ordering, probably
# too far away for the long scan.
ELSEWHERE = 10


@dataclass(frozen=True, slots=True)
class Lookup:
    """In one index: a tsquery on the lexemes, or the conditions on one column, such as both ends of a range."""

    table: Table
    condition: str
    lexeme: str | None = None


def lookups_of(plan: SearchPlan) -> list[Lookup]:
    """The parameters of their conditions are those of the plan, and the lexemes as `lexeme_0`, `lexeme_1`, …"""
    lexemes = [
        Lookup(Table.CUSTOMER, f"{SEARCH_VECTOR.sql} @@ %(lexeme_{number})s::tsquery", lexeme)
        for number, lexeme in enumerate(plan.required_lexemes)
    ]
    by_column = groupby(plan.lookups, lambda condition: condition.column)
    return lexemes + [
        Lookup(column.table, " AND ".join(used.sql for used in of_column)) for column, of_column in by_column
    ]


async def _improve(plan: SearchPlan, question: Question) -> SearchPlan:
    lookups = lookups_of(plan)
    if not lookups:
        return plan
    branches = [f"(SELECT FROM {Table.CUSTOMER.source})"]
    branches += [f"(SELECT FROM {lookup.table.source} WHERE {lookup.condition})" for lookup in lookups]
    lexemes = {f"lexeme_{number}": lexeme for number, lexeme in enumerate(plan.required_lexemes)}
    ((explained,),) = await question.fetch(
        f"EXPLAIN (FORMAT JSON) {' UNION ALL '.join(branches)}".encode(),
        {**question.parameters, **plan.parameters, **lexemes},
        cursor=AsyncClientCursor,  # EXPLAIN takes no parameters of its own
    )
    expected = [branch["Plan Rows"] for branch in explained[0]["Plan"]["Plans"]]
    return choose(
        plan, lookups, expected=expected, rows=question.query.page_size + 1, short_scan=question.bounds.short_scan
    )


def choose(
    plan: SearchPlan, lookups: Sequence[Lookup], *, expected: Sequence[int], rows: int, short_scan: int
) -> SearchPlan:
    """`expected`: rows that the planner expects of all customers, and of each lookup. `rows`: matches that make a page.
    `short_scan`: rows that the short scan has read."""
    customers, *frequencies = expected
    by_frequency = sorted(zip(frequencies, lookups, strict=True), key=lambda each: each[0])
    rarest, leader = by_frequency[0]
    lexemes: list[str] = []
    left = float(customers)
    for frequency, lookup in by_frequency:
        spared = left - left * frequency / customers
        if lookup.lexeme and (not lexemes or frequency <= spared * ENTRIES_PER_ROW):
            lexemes.append(lookup.lexeme)
            left -= spared
    collected = min(rarest, left)
    share = math.prod(frequency / customers for frequency in frequencies)
    return replace(
        plan,
        required_lexemes=tuple(lexemes) if leader.table is Table.CUSTOMER else (),
        lookups=tuple(condition for condition in plan.lookups if condition.column.table is leader.table),
        # A collection reads `collected` rows, and a scan `rows / share`.
        collect_first=plan.collect_first and collected * share <= rows,
        long_scan=not plan.collect_first or share * short_scan < ELSEWHERE,
        expected=collected,
    )


EXTRA = Extra(_improve)
