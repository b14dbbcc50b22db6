"""The results format, version 3: the figures of one `bench run` (`aa`, `curve`, `ladder`), as values and as JSON.

Reports, charts and comparisons read only this. Units are in the names: `_ms` milliseconds, `_s` seconds,
`_per_s` per second, `_bytes` bytes, `_cores` busy cores (1.0 = one core for the whole time), `_share` and
`_ratio` between 0 and 1. `None` means that a figure was not measured or had too few samples; it never means
zero.
"""

from dataclasses import dataclass, field
from typing import Literal

from bench.results.capacity import Capacity, Idle, Objective, Plateau
from bench.results.conditions import Conditions, Host, NoiseFloor
from bench.results.curve import Axis, CurvePoint, TableSize
from bench.results.ladder import Rung
from bench.results.values import QUANTILE_STEPS, ByComponent, Latency

__all__ = [
    "QUANTILE_STEPS",
    "READABLE_VERSIONS",
    "VERSION",
    "Axis",
    "ByComponent",
    "Capacity",
    "Cell",
    "Classic",
    "Conditions",
    "Contender",
    "CurvePoint",
    "Host",
    "Idle",
    "Keys",
    "Kind",
    "Latency",
    "Load",
    "NoiseFloor",
    "Objective",
    "PairedLatency",
    "Plateau",
    "Results",
    "Rung",
    "Scenario",
    "SerialLatency",
    "TableSize",
]

VERSION = 3

# Fields that a later version added have defaults, and fields that it lost are ignored, so older results can be read.
READABLE_VERSIONS = (1, 2, 3)

Kind = Literal["run", "aa", "curve", "ladder"]
Keys = Literal["cold", "hot"]
Load = Literal["busy", "rate", "serial"]


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    title: str
    workers: int
    cached: bool
    """It has a cache server of its own, so cold and hot keys differ for it."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row of the table: a script, its keys, and the load, which was the same for every contender."""

    name: str
    title: str
    keys: Keys
    """cold: a cell asks every question once, and its cache starts empty. hot: it asks the same 16 questions again and
    again."""
    load: Load
    """busy: a closed loop keeps the contender saturated. Results of versions 1 and 2 have rate: arrivals at
    `offered_per_s`, however long the answers take; or serial: one user, one request at a time, at most 50/s."""
    offered_per_s: float | None = None
    """Iterations a second offered to every contender; None when busy or serial."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One scenario on one contender in one round: a closed loop without pauses keeps the contender busy. In `bench run`
    the contenders take turns of a quarter second where they are fast enough, and a cell is the sum of its turns.

    Results of versions 1 and 2 offered the scenario's rate instead, by k6.
    """

    scenario: str
    contender: str
    round: int
    """From 1."""
    position: int
    """Place in the order in which the run's cells were measured, from 1."""
    duration_s: float
    """Of all turns, each from its first request's start to its last answer's end."""
    requests: int
    """HTTP requests; more than iterations in scenarios that ask several things (write)."""
    latency: Latency
    """With `connections` requests under way at any time, so most of it is the queue: no promise to a user."""
    cpu_ms_per_request: ByComponent
    """User and system time, the mean of the turns. The load generator is not in it, and nothing is subtracted."""
    foreign_cpu_share: float | None
    """CPU time of everything else on the machine (other contenders included), as a share of all cores' time. None where
    it is not measured, which is off Linux."""
    sql_statements_per_request: float | None
    """None, as the next two, if bench cannot read pg_stat_statements on the server."""
    sql_rows_per_request: float | None
    sql_blocks_per_request: float | None
    """Shared blocks of 8 KiB, hit and read together."""
    bytes_per_request: float
    """Of the bodies."""
    memory_bytes: ByComponent
    """Proportional set size at the end of the cell."""
    cache_hit_ratio: float | None
    """Answers with `X-Cache: HIT` among all; None for a contender without a cache."""
    valid: bool
    invalid_reason: str | None
    questions: int = 0
    """Different iterations of a round. All contenders are asked the same ones."""
    iterations: int = 0
    """Whole passes over the questions of each turn. Where keys are cold, each pass has host names that no request had
    before."""
    connections: int = 0
    cores: float | None = None
    """Busy cores of service, database and cache together."""
    load_cores: float | None = None
    """Busy cores of the load generator."""


@dataclass(frozen=True, slots=True)
class PairedLatency:
    """Both contenders got the same question in one iteration, in alternating order, and their answers were compared."""

    scenario: str
    baseline: str
    contender: str
    pairs_ms: tuple[tuple[float, float], ...] = field(repr=False)
    """(baseline, contender) of each pair, in the order asked; the ratio of a pair is baseline / contender."""
    differences: int
    """Pairs whose answers differed. Not 0 means that the times compare different work."""
    baseline_latency: Latency
    contender_latency: Latency
    median_ratio: float | None
    """Median of the per-pair ratios; above 1 the contender is faster. None without a pair."""


@dataclass(frozen=True, slots=True)
class SerialLatency:
    """One user, one request after the other: of scenarios that write, and of runs with one contender."""

    scenario: str
    contender: str
    latency: Latency
    """Of all requests of the iterations together."""


@dataclass(frozen=True, slots=True)
class Classic:
    """The closed profile of many comparisons: 50 users with pauses. Shown next to the table, never used for a ratio."""

    contender: str
    requests: int
    failed: int
    achieved_per_s: float
    latency: Latency
    latency_by_request: dict[str, Latency]


@dataclass(frozen=True, slots=True)
class Results:
    conditions: Conditions
    contenders: tuple[Contender, ...]
    """The first one is the baseline: ratios are baseline / contender."""
    scenarios: tuple[Scenario, ...]
    """In the order of the table."""
    cells: tuple[Cell, ...]
    """Empty in a curve."""
    paired: tuple[PairedLatency, ...]
    serial: tuple[SerialLatency, ...] = ()
    """Of each contender and scenario without pairs."""
    classic: tuple[Classic, ...] = ()
    idle: tuple[Idle, ...] = ()
    """One for each contender."""
    capacity: tuple[Capacity, ...] = ()
    """One for each contender; none in quick mode."""
    curve: tuple[CurvePoint, ...] = ()
    """Only of `bench curve`; `conditions.rows` is then the largest table."""
    ladder: tuple[Rung, ...] = ()
    """Only of `bench ladder`: one for each contender, from the lowest rung up. A service that lacks a change stands
    behind the one that has all."""
    tables: tuple[TableSize, ...] = ()
    """Only of `bench curve`: one for each contender and size. Older results have none."""
    noise_floor: NoiseFloor | None = None
    """None if no `bench aa` was made on this machine before."""
    kind: Kind = "run"
    """aa: both contenders are the same program, so every ratio should be 1."""
    version: int = VERSION

    def cells_of(self, scenario: str, contender: str) -> list[Cell]:
        """In the order of the rounds."""
        mine = [cell for cell in self.cells if (cell.scenario, cell.contender) == (scenario, contender)]
        return sorted(mine, key=lambda cell: cell.round)
