"""The result of a diagnosis, without anything that a reader may not see."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.diagnose.asking import Asked
from bench.diagnose.finding import Evidence, Finding
from bench.diagnose.findings.conditions import filters, searches
from bench.diagnose.findings.counts import counts
from bench.diagnose.findings.n_plus_one import n_plus_one
from bench.diagnose.findings.offsets import offsets
from bench.diagnose.findings.orderings import orderings
from bench.diagnose.findings.requests import connections, not_modified, repeated_rows

KINDS = (n_plus_one, counts, offsets, orderings, filters, searches, connections, repeated_rows, not_modified)


@dataclass(frozen=True, slots=True)
class Page:
    """One of the questions, in figures of one request."""

    question: str
    rows: int
    wall_ms: float
    database_ms: float
    """The statements' time and a round trip for each."""
    statements: int
    blocks: int
    cached: bool


@dataclass(frozen=True, slots=True)
class Diagnosis:
    url: str
    findings: Sequence[Finding]
    """The one with the largest share first."""
    pages: Sequence[Page]
    notes: Sequence[str]
    requests: int
    duration_s: float


def findings_of(evidence: Evidence) -> list[Finding]:
    found = [finding for kind in KINDS for finding in kind(evidence)]
    return sorted(found, key=lambda finding: -finding.share)


def page_of(asked: Asked, *, round_trip_ms: float) -> Page:
    return Page(
        question=asked.question.name,
        rows=asked.rows,
        wall_ms=asked.wall_ms,
        database_ms=asked.time_ms + asked.calls * round_trip_ms,
        statements=asked.calls,
        blocks=asked.blocks,
        cached=asked.cached,
    )
