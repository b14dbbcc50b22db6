"""Which conditions are worth looking up in their index: the planner's statistics know how frequent each is.

An index on words intersects a rare and a common word by reading all customers of both, 0.1 µs each. Without the common
one a few more are left, and can be looked at.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from crm_optimized.infrastructure.filters import TABLES, Filter, has_trigrams, indexable
from crm_optimized.infrastructure.page_statements import Route
from crm_optimized.infrastructure.vocabulary import CODES, COLUMNS, NAMES

ENTRIES_PER_ROW = 20
"""Entries of the search index that are read, at 0.1 µs each, in the time in which one customer is looked at: 2 µs."""
CAP = 5_000
"""Matches beyond which a collection is given up: 10 ms."""


@dataclass(frozen=True, slots=True)
class Approach:
    """How matches are best collected."""

    route: Route
    facts: tuple[str, ...] = ()
    """Those that are worth looking up."""
    first: bool = False
    """Whether collecting is likely to read fewer rows than walking on."""
    share: float = 0
    """Of all customers, the matches; 0 if unknown."""


def indexed(filters: Iterable[str], parameters: Mapping[str, object], values: Collection[str]) -> list[str]:
    """Of the filters, those that an index of their own column can serve; `values` are those of `BY_VALUES`."""
    others = {"search", "gender", "has_address", *COLUMNS} - ({*NAMES} & {*values})
    return [
        name for name in filters if name not in others and (name not in CODES or has_trigrams(str(parameters[name])))
    ]


def statement(filters: Sequence[str], facts: int) -> bytes:
    """Its answer is for `choose`. Parameters: the filters, and the facts as `fact_0`, `fact_1`, …"""
    with_fact = "(SELECT FROM customers_customer WHERE search_vector @@ %(fact_{})s::tsquery)"
    of_columns = [
        f"(SELECT FROM {TABLES[column[0]]} {column[0]} WHERE {' AND '.join(filter_.condition for filter_ in used)})"
        for column, used in _by_column(filters)
    ]
    branches = ["(SELECT FROM customers_customer)", *map(with_fact.format, range(facts)), *of_columns]
    return f"EXPLAIN (FORMAT JSON) {' UNION ALL '.join(branches)}".encode()


def choose(
    plan: Mapping[str, Any],
    filters: Sequence[str],
    facts: Sequence[str],
    values: Collection[str],
    *,
    rows: int,
    seen: float,
) -> Approach:
    """`values`: those of `BY_VALUES` whose values are known. `rows`: how many matches make a page. `seen`: the share of
    matches in the window. Conditions count as independent of each other, which is wrong, and cheap: what is tried first
    in vain is bounded, and the window may know better."""
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
    share = max(seen, math.prod(frequency / customers for frequency in frequencies))
    first = collected * share <= rows
    if collected > CAP and "country" in values and "city" in values:
        # They exclude fewer together than one by one, so that the rest of the address has to help.
        return Approach(Route("a", indexed=tuple(values)), first=first, share=share)
    return Approach(Route(driver, bool(chosen), tuple(filters)), tuple(chosen), first=first, share=share)


def _by_column(filters: Sequence[str]) -> list[tuple[str, list[Filter]]]:
    """The ends of one range belong together. `filters` are in the order of their names."""
    return [(column, list(used)) for column, used in groupby(map(indexable, filters), lambda filter_: filter_.column)]
