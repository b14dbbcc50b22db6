"""A finding: its evidence in calls, rows and blocks, its share of a request, and the pattern that mends it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.diagnose.asking import Asked, Called
from bench.diagnose.exploration import Exploration
from bench.diagnose.plans import Planner
from bench.diagnose.redaction import redacted_statement, shortened

PATTERNS = "ladder/crm_ladder/patterns"


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str
    """For programs: `n_plus_one`."""
    title: str
    evidence: str
    share: float
    """Of the request's time, from 0 to 1."""
    question: str
    """The request that the share is of."""
    mends: str
    """In words."""
    pattern: str
    """A file of this repository."""
    statements: Sequence[str] = ()
    """Without literals, on one line each."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding is made of."""

    exploration: Exploration
    planner: Planner
    round_trip_ms: float
    connect_ms: float
    sessions: int | None
    """Opened during the requests that asked the database; None if others opened some too."""
    with_statements: int
    """Requests that asked the database."""


def share_of(asked: Asked, called: Sequence[Called], *, round_trip_ms: float) -> float:
    """(Database time + calls × one round trip) ÷ the request's time."""
    spent_ms = sum(each.work.time_ms + each.work.calls * round_trip_ms for each in called)
    return min(1.0, spent_ms / asked.wall_ms) if asked.wall_ms else 0.0


def shown(called: Sequence[Called]) -> list[str]:
    return [shortened(redacted_statement(each.text)) for each in called]


def is_count(called: Called) -> bool:
    return redacted_statement(called.text).upper().startswith("SELECT COUNT(")
