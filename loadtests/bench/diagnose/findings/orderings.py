"""Orderings without an index: PostgreSQL reads and sorts all rows for one page."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bench.diagnose.asking import Asked, Called
from bench.diagnose.finding import PATTERNS, Evidence, Finding, share_of, shown
from bench.diagnose.literals import Given
from bench.diagnose.plans import NO_SCAN_NO_SORT, Plan

LIMITED = re.compile(r"\bORDER BY\b.*\b(?:LIMIT|FETCH FIRST)\b", re.IGNORECASE | re.DOTALL)
# Rows into the sort. Fewer are sorted in a millisecond.
LEAST_ROWS = 1_000
# Of the table's blocks that the statement reads.
LEAST_PART = 0.5
# Blocks of the table. An index does not help a smaller one.
LEAST_BLOCKS = 32


def orderings(evidence: Evidence) -> Iterator[Finding]:
    found = evidence.exploration
    sorting = [
        (asked, called)
        for asked in (found.first, *found.orderings)
        for called in asked.statements
        if sorts_the_table(evidence, asked, called=called)
    ]
    if sorting:
        worst = max(sorting, key=lambda each: share_of(each[0], [each[1]], round_trip_ms=evidence.round_trip_ms))
        asked, called = worst
        names = ", ".join(dict.fromkeys(_name(each, found.first) for each, _ in sorting))
        yield Finding(
            kind="ordering",
            title="Sorts without an index",
            evidence=f"{len(sorting)} of {len(found.orderings) + 1} orderings read and sort the table for {asked.rows} "
            f"rows, {called.work.blocks:,} blocks: {names}",
            share=share_of(asked, [called], round_trip_ms=evidence.round_trip_ms),
            question=asked.question.name,
            mends="an index for each ordering, with the key that breaks ties",
            pattern=f"{PATTERNS}/ordering_indexes.py",
            statements=shown([called]),
        )


def _name(asked: Asked, first: Asked) -> str:
    return "the default" if asked is first else asked.question.name.partition("=")[2]


def sorts_the_table(evidence: Evidence, asked: Asked, *, called: Called) -> bool:
    """It reads most of a table for a page, and no index could give the order."""
    if called.work.blocks_a_call < LEAST_PART * LEAST_BLOCKS or not LIMITED.search(called.text):
        return False
    given = Given(limit=asked.rows, seen=evidence.exploration.seen)
    plan = evidence.planner.plan(called.text, given, settings=NO_SCAN_NO_SORT)
    return plan is not None and _sorts_many(plan) and reads_most(evidence, called, plan=plan)


def reads_most(evidence: Evidence, called: Called, *, plan: Plan) -> bool:
    table = evidence.planner.largest_table(plan)
    return table is not None and table.blocks >= LEAST_BLOCKS and called.work.blocks >= LEAST_PART * table.blocks


def _sorts_many(plan: Plan) -> bool:
    """A sort of columns. What is aggregated or drawn can have no index."""
    sorts = [node for node in plan.nodes() if node["Node Type"] == "Sort" and node.get("Plans")]
    return any(_input_rows(sort) >= LEAST_ROWS and not _computes(sort) for sort in sorts)


def _input_rows(sort: Mapping[str, Any]) -> float:
    return float(sort["Plans"][0]["Plan Rows"])


def _computes(sort: Mapping[str, Any]) -> bool:
    kinds = {node["Node Type"] for node in Plan(sort).nodes()}
    return "random()" in str(sort.get("Sort Key")) or bool(kinds & {"Aggregate", "Unique", "WindowAgg"})
