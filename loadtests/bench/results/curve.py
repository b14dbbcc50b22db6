"""The part of the results format about the cost of a request as the table, or the page's depth, grows."""

from dataclasses import dataclass
from typing import Literal

from bench.results.values import ByComponent, Latency

Axis = Literal["rows", "depth"]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One scenario on one contender at one size of the table, or one depth, with one user and one request at a time."""

    axis: Axis
    """rows: every scenario at each size of the table. depth: pages of 20 at each depth of the largest table."""
    scenario: str
    contender: str
    rows: int
    """Customers in the table."""
    depth: int | None
    """Rows before the pages asked for; None on the axis rows."""
    requests: int
    latency: Latency
    cpu_ms_per_request: ByComponent
    sql_statements_per_request: float | None
    """None, as the next, if bench cannot read pg_stat_statements on the server."""
    sql_blocks_per_request: float | None
    """Shared blocks of 8 KiB, hit and read together."""
    valid: bool
    invalid_reason: str | None

    @property
    def x(self) -> int:
        """The place on its axis: rows in the table, or rows before the page."""
        return self.rows if self.depth is None else self.depth

    @property
    def median_ms(self) -> float | None:
        """Measurement, however few the requests: `latency.p50_ms` is None below 20."""
        return self.latency.observed_ms(0.5)


@dataclass(frozen=True, slots=True)
class TableSize:
    """One contender's database at one size of the table."""

    contender: str
    rows: int
    disk_bytes: int | None
    """Of all its tables and indexes, right after seeding. None if bench cannot read it on the server."""
    seeding_s: float | None
    """Of the command that seeds: rows, indexes and statistics. None if the rows were there."""
