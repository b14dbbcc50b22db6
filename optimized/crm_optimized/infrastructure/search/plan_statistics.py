"""Extra: the planner's statistics say which conditions are worth a lookup in their index, and whether to collect first.

An index on words intersects a rare and a common word by reading all customers of both, 0.1 µs each. Without the common
one, a few more customers are left and can be looked at.

We assume that conditions are independent. That is inaccurate but cheap: a wrong first try costs at most `Bounds.cap`
rows, and what the short scan found counts more.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from psycopg import AsyncClientCursor

from crm_optimized.infrastructure.search.columns import SEARCH_VECTOR, Condition, Table
from crm_optimized.infrastructure.search.core import Extra, Question, SearchPlan

# Entries of the search index that are read, at 0.1 µs each, in the time in which one customer is looked at: 2 µs.
ENTRIES_PER_ROW = 20

# Matches that the short scan should have found. If it found none, they lie together in the ordering, too far away for
# the long scan.
ELSEWHERE = 10


@dataclass(frozen=True, slots=True)
class Lookup:
    """In one index: a tsquery, or conditions on one column that belong together, such as a range."""

    table: Table
    condition: str
    lexeme: str | None = None
    conditions: tuple[Condition, ...] = ()


def lookups_of(plan: SearchPlan) -> list[Lookup]:
    """Parameters: those of the plan, and the lexemes as `lexeme_0`, `lexeme_1`, …"""
    found = [
        Lookup(Table.CUSTOMER, f"{SEARCH_VECTOR.sql} @@ %(lexeme_{number})s::tsquery", lexeme=lexeme)
        for number, lexeme in enumerate(plan.required_lexemes)
    ]
    for column, conditions in groupby(plan.lookups, lambda condition: condition.column):
        together = tuple(conditions)
        found.append(Lookup(column.table, " AND ".join(condition.sql for condition in together), conditions=together))
    return found


async def _improve(plan: SearchPlan, question: Question) -> SearchPlan:
    lookups = lookups_of(plan)
    if not lookups:
        return plan
    branches = [f"(SELECT FROM {Table.CUSTOMER.source})"]
    branches += [f"(SELECT FROM {lookup.table.source} WHERE {lookup.condition})" for lookup in lookups]
    parameters = {**question.parameters, **plan.parameters}
    parameters |= {f"lexeme_{number}": lexeme for number, lexeme in enumerate(plan.required_lexemes)}
    statement = f"EXPLAIN (FORMAT JSON) {' UNION ALL '.join(branches)}".encode()
    # EXPLAIN takes no parameters of its own.
    ((explained,),) = await question.fetch(statement, parameters, cursor=AsyncClientCursor)
    return choose(plan, question, lookups=lookups, explained=explained[0]["Plan"])


def choose(
    plan: SearchPlan, question: Question, *, lookups: Sequence[Lookup], explained: Mapping[str, Any]
) -> SearchPlan:
    """`explained`: one branch for all customers and one for each lookup, with the rows that the planner expects."""
    customers, *frequencies = [branch["Plan Rows"] for branch in explained["Plans"]]
    shares = [frequency / customers for frequency in frequencies]
    rarest, driver = min((frequency, lookup.table) for frequency, lookup in zip(frequencies, lookups, strict=True))
    worth: list[str] = []
    left = float(customers)
    for frequency, lexeme in sorted(
        (frequency, lookup.lexeme) for frequency, lookup in zip(frequencies, lookups, strict=True) if lookup.lexeme
    ):
        spared = left - left * frequency / customers
        if worth and frequency > spared * ENTRIES_PER_ROW:
            break
        worth.append(lexeme)
        left *= frequency / customers
    collected = min(rarest, left)
    share = max(question.found / question.bounds.short_scan, math.prod(shares))
    return replace(
        plan,
        required_lexemes=tuple(worth) if driver is Table.CUSTOMER else (),
        lookups=tuple(c for c in plan.lookups if c.column.table is driver),
        collect_first=collected * share <= question.query.page_size + 1,
        long_scan=question.found > 0 or share * question.bounds.short_scan < ELSEWHERE,
        expected=collected,
    )


EXTRA = Extra(_improve)
