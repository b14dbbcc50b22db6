"""The part of the results format about the machine, the programs and the conditions."""

from dataclasses import dataclass, field


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
    """Conditions that must be equal before two results may be compared."""

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
    """Settings that were made on purpose: workers, PostgreSQL settings …"""
    fingerprints: dict[str, str]
    """The fingerprint of each contender's data. All are equal, otherwise there is no run."""
    structures: dict[str, str] = field(default_factory=dict)
    """The fingerprint of each contender's tables, indexes, constraints, triggers, functions and settings, which are
    those of its own migrations; or it says why they were not compared. Older results have none."""


@dataclass(frozen=True, slots=True)
class NoiseFloor:
    """The noise that the newest `bench aa` found on this machine: the difference between one contender and itself."""

    created: str
    """The start of that run, as in Conditions."""
    contender: str
    mode: str
    rows: int
    cpu: float
    """At least 1: a CPU ratio between 1 / cpu and cpu is no clear difference, whatever its interval says."""
    latency: float
    """The same for the ratio of paired latencies."""
