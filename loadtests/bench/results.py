"""The results format, version 1: everything one `bench run` saw, as values and as JSON.

Reports, charts and comparisons read only this. Units are in the names: `_ms` milliseconds, `_s` seconds,
`_per_s` per second, `_bytes` bytes, `_cores` busy cores (1.0 = one core for the whole time), `_share` and
`_ratio` between 0 and 1. `None` says that a figure was not measured or that there were too few samples for it;
it never means zero.
"""

from dataclasses import dataclass, field
from typing import Literal

VERSION = 1

# Quantiles 0/200, 1/200 … 200/200: enough points for a smooth cumulative curve, and small in the JSON.
QUANTILE_STEPS = 200

Keys = Literal["cold", "hot"]
Load = Literal["rate", "serial"]


@dataclass(frozen=True, slots=True)
class Host:
    cpu_model: str
    cores: int
    """Cores that this process may use."""
    memory_bytes: int
    kernel: str
    """Its release, such as 6.12.1."""
    system: str
    """Name and version of the operating system's distribution."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must be alike before two results may be compared."""

    created: str
    """Start of the run, UTC, ISO 8601, to the second."""
    commit: str
    """Full hash of the measured commit, or "unknown" outside a git clone."""
    dirty: bool
    """The measured files differ from that commit."""
    command: str
    """The command line that makes a run like this one."""
    mode: str
    seed: int
    """Decides the order of scenarios and contenders in each round, and which questions are asked."""
    rows: int
    """Customers in each contender's table."""
    rounds: int
    warm_up_s: float
    measured_s: float
    """Length of a cell's measured part; serial cells of slow contenders last longer (see Cell.duration_s)."""
    host: Host
    versions: dict[str, str]
    """By program: python, django, postgres, valkey, k6 …"""
    settings: dict[str, str]
    """What was set on purpose: workers, PostgreSQL settings …"""
    fingerprints: dict[str, str]
    """By contender: the fingerprint of its data. All are equal, else there is no run."""


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    title: str
    workers: int
    cached: bool
    """It has a cache server of its own, so cold and hot keys differ for it."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row of the table: a script, its keys, and the load that every contender got alike."""

    name: str
    title: str
    keys: Keys
    """cold: a cell asks every question once, and its cache starts empty. hot: it asks 16 questions over and over."""
    load: Load
    """rate: arrivals at `offered_per_s` whatever the answers take. serial: one virtual user, one request at a time,
    at most 50/s, because the slowest contender needs more than 1.5 s a request."""
    offered_per_s: float | None
    """Iterations a second offered to every contender; None when serial."""
    vus: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Time from the request's first byte sent to the answer's last byte read."""

    n: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    """A percentile q is None where n × (1 − q) < 10: too few samples lie beyond it."""
    quantiles_ms: tuple[float, ...] = field(repr=False)
    """QUANTILE_STEPS + 1 ascending values: [i] is the quantile i / QUANTILE_STEPS, so [0] is the fastest and [-1] the
    slowest request. For an eCDF draw (quantiles_ms[i], i / QUANTILE_STEPS). Empty when n is 0."""


@dataclass(frozen=True, slots=True)
class ByComponent:
    """One figure for each part of a contender. `database` is None where bench cannot see the server's processes (a
    DATABASE_URL on another machine), `cache` is None for a contender without one, or likewise."""

    service: float
    database: float | None
    cache: float | None

    @property
    def total(self) -> float:
        return self.service + (self.database or 0.0) + (self.cache or 0.0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One scenario on one contender in one round: a warm-up, then the measured k6 process."""

    scenario: str
    contender: str
    round: int
    """From 1."""
    position: int
    """Place in the order in which the run's cells were measured, from 1."""
    attempts: int
    """2 if the first measurement broke a gate and was repeated; only the last one is here."""
    duration_s: float
    """From the first request's start to the end of the load."""
    offered_per_s: float | None
    """Iterations a second; None when serial."""
    achieved_per_s: float
    """Iterations a second that were completed."""
    requests: int
    """HTTP requests; more than iterations in scenarios that ask several things (write)."""
    failed: int
    """Requests without an answer or with a status that the scenario did not expect."""
    checks_failed: int
    dropped: int
    """Iterations that were due and had no free virtual user."""
    latency: Latency
    latency_by_request: dict[str, Latency]
    """By `name` tag, for scenarios with more than one kind of request; else empty."""
    cpu_ms_per_request: ByComponent
    """User and system time. The load generator is not in it."""
    k6_cores: float
    k6_share: float
    """The load generator's share of all CPU time that contender and k6 used together."""
    foreign_cpu_share: float
    """CPU time of everything else on the machine (other contenders included), as a share of all cores' time."""
    sql_statements_per_request: float | None
    """None, as the next two, where the server has no pg_stat_statements for bench to read."""
    sql_rows_per_request: float | None
    sql_blocks_per_request: float | None
    """Shared blocks of 8 KiB, hit and read together."""
    bytes_per_request: float
    """Received, headers included."""
    memory_bytes: ByComponent
    """Proportional set size at the end of the cell."""
    cache_hit_ratio: float | None
    """Answers with `X-Cache: HIT` among all with that header; None if no answer had it."""
    valid: bool
    invalid_reason: str | None


@dataclass(frozen=True, slots=True)
class PairedLatency:
    """Both contenders asked the same question within one iteration, the order alternating; answers compared."""

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
class Classic:
    """The closed profile many comparisons use: 50 users with pauses. Shown beside the table, never used for a ratio."""

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
    paired: tuple[PairedLatency, ...]
    classic: tuple[Classic, ...] = ()
    version: int = VERSION
