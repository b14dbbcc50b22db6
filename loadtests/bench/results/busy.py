"""Busy CPU per request: a contender under a closed loop that keeps it saturated."""

from dataclasses import dataclass

from bench.results.values import ByComponent, Latency


@dataclass(frozen=True, slots=True)
class BusyCell:
    """One scenario on one contender in one round. Nothing is subtracted from its CPU time."""

    scenario: str
    contender: str
    round: int
    """From 1."""
    position: int
    """Place in the order in which the run's cells were measured, from 1."""
    questions: int
    """Different iterations of a pass; all contenders of a round are asked the same ones."""
    passes: int
    """How often all of them were asked. Each time under a host name that no request had before, where keys are cold."""
    connections: int
    requests: int
    seconds: float
    latency: Latency
    """With `connections` requests under way at any time: a queue, and no promise to a user."""
    cpu_ms_per_request: ByComponent
    """User and system time. The load generator is not in it."""
    cores: float
    """Busy cores of service, database and cache together."""
    load_cores: float
    """Busy cores of the load generator."""
    foreign_cpu_share: float | None
    sql_statements_per_request: float | None
    sql_rows_per_request: float | None
    sql_blocks_per_request: float | None
    bytes_per_request: float
    memory_bytes: ByComponent
    cache_hit_ratio: float
    valid: bool
    invalid_reason: str | None
