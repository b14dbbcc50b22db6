"""Which conditions are worth looking up in their index: the planner's statistics know how frequent each is.

An index on words intersects a rare and a common word by reading all customers of both, 0.1 µs each. Without the common
one a few more are left, and can be looked at.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from crm_optimized.infrastructure.filters import FILTERS, PATTERNS, TABLES
from crm_optimized.infrastructure.vocabulary import COLUMNS

ENTRIES_PER_ROW = 20
"""Entries of the search index that are read, at 0.1 µs each, in the time in which one customer is looked at: 2 µs."""
CAP = 5_000
"""Matches beyond which a collection is given up: 10 ms."""
TRIGRAM = re.compile(r"[^\W_]{3}")
"""What a pattern must have to be looked up in an index of trigrams."""


@dataclass(frozen=True, slots=True)
class Approach:
    """How matches are best collected."""

    driver: str | None
    """The table whose condition is the rarest; None when no condition has an index."""
    facts: tuple[str, ...]
    """Those that are worth looking up."""
    first: bool
    """Whether collecting is likely to read fewer rows than walking on."""


def indexed(filters: Sequence[str], parameters: Mapping[str, object]) -> list[str]:
    """Of the filters, those whose column has an index of its own that can serve them."""
    return [
        name
        for name in filters
        if name not in {"search", "gender", "has_address", *COLUMNS}
        and (name not in PATTERNS or TRIGRAM.search(str(parameters[name])))
    ]


def statement(filters: Sequence[str], facts: int) -> bytes:
    """Its answer is for `choose`. Parameters: the filters, and the facts as `fact_0`, `fact_1`, …"""
    with_fact = "(SELECT FROM customers_customer WHERE search_vector @@ %(fact_{})s::tsquery)"
    of_columns = [
        f"(SELECT FROM {TABLES[column[0]]} {column[0]} WHERE {' AND '.join(FILTERS[name].condition for name in names)})"
        for column, names in _by_column(filters)
    ]
    branches = ["(SELECT FROM customers_customer)", *map(with_fact.format, range(facts)), *of_columns]
    return f"EXPLAIN (FORMAT JSON) {' UNION ALL '.join(branches)}".encode()


def choose(plan: Mapping[str, Any], filters: Sequence[str], facts: Sequence[str], *, rows: int) -> Approach:
    """`rows`: how many matches make a page. Conditions count as independent of each other, which is wrong, and cheap:
    what is tried first in vain is bounded."""
    customers, *frequencies = [branch["Plan Rows"] for branch in plan["Plans"]]
    tables = ["c"] * len(facts) + [column[0] for column, _ in _by_column(filters)]
    rarest, driver = min(zip(frequencies, tables, strict=True))
    chosen: list[str] = []
    left = float(customers)
    for frequency, fact in sorted(zip(frequencies, facts, strict=False)):
        spared = left - left * frequency / customers
        if chosen and frequency > spared * ENTRIES_PER_ROW:
            break
        chosen.append(fact)
        left *= frequency / customers
    collected = min(rarest, left)
    matches = customers * math.prod(frequency / customers for frequency in frequencies)
    return Approach(driver, tuple(chosen), first=collected * matches <= rows * customers)


def _by_column(filters: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The ends of one range belong together. `filters` are in the order of their names."""
    return [(column, list(names)) for column, names in groupby(filters, lambda name: FILTERS[name].column)]
