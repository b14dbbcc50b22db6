"""OFFSET: a page far away reads all rows before it."""

import re
from collections.abc import Iterator

from bench.diagnose.finding import PATTERNS, Evidence, Finding, share_of, shown

OFFSET = re.compile(r"\bOFFSET\s+(?:\$\d+|\d+|'\d+')\s*\)?\s*$", re.IGNORECASE)
# Rows that are read and thrown away. Fewer are read in a millisecond.
LEAST_ROWS = 1_000


def offsets(evidence: Evidence) -> Iterator[Finding]:
    found, deep = evidence.exploration, evidence.exploration.deep
    if deep is None or found.deep_row < LEAST_ROWS:
        return
    skipping = [
        each for each in deep.statements if OFFSET.search(each.text.strip()) and each.work.rows <= 2 * deep.rows
    ]
    if skipping:
        before = found.first.blocks
        share = share_of(deep, skipping, round_trip_ms=0) - _base_share(evidence)
        yield Finding(
            kind="offset",
            title="OFFSET: cost grows with the depth",
            evidence=f"{deep.question.name} passes {found.deep_row + deep.rows:,} rows to return {deep.rows}, "
            f"{deep.blocks:,} blocks; the first page reads {before:,}",
            share=max(0.0, share),
            question=deep.question.name,
            mends="keyset pagination",
            pattern=f"{PATTERNS}/keyset_pagination.py",
            statements=shown(skipping),
        )


def _base_share(evidence: Evidence) -> float:
    """What the same page costs without an OFFSET, as a share of the page far away."""
    found, deep = evidence.exploration, evidence.exploration.deep
    selects = [each for each in found.first.statements if each.work.rows == found.first.rows and each.work.calls == 1]
    base_ms = max((each.work.time_ms for each in selects), default=0.0)
    return base_ms / deep.wall_ms if deep else 0.0
