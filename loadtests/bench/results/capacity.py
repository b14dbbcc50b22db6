"""The part of the results format about the load that a contender carries, and its CPU time when idle."""

from dataclasses import dataclass

from bench.results.values import ByComponent, Latency


@dataclass(frozen=True, slots=True)
class Objective:
    """The service level objective of a plateau. Besides, nothing may be dropped and no check may fail."""

    p99_ms: float
    """99 of 100 requests are answered within this time."""
    failed_share: float
    """Fewer requests than this share fail."""


@dataclass(frozen=True, slots=True)
class Plateau:
    """A rate that was offered for some seconds, however long the answers took (open model)."""

    share: float
    """Of the probe's throughput."""
    offered_per_s: float
    """Iterations a second, as everywhere."""
    achieved_per_s: float
    """Iterations a second that were completed in time."""
    requests_per_s: float
    """HTTP requests a second that were answered; more than iterations if an iteration has several requests."""
    duration_s: float
    requests: int
    failed: int
    checks_failed: int
    dropped: int
    latency: Latency
    cpu_ms_per_request: ByComponent
    k6_cores: float
    k6_share: float
    foreign_cpu_share: float | None
    cache_hit_ratio: float | None
    met: bool
    """The objective was met."""
    missed_because: str | None
    """None if it was met."""
    doubt: str | None
    """The reason why a miss may not be the contender's fault (other programs on the machine); else None."""

    @property
    def p99_ms(self) -> float | None:
        """The observed one, also of few requests; `latency.p99_ms` is None if they are too few for a reliable one."""
        return self.latency.observed_ms(0.99)


@dataclass(frozen=True, slots=True)
class Capacity:
    """One contender under one scenario's load, on the machine that also runs the load generator."""

    contender: str
    scenario: str
    objective: Objective
    probe_per_s: float
    """The throughput of a few users without pauses, in iterations a second. The plateaus are shares of it."""
    plateaus: tuple[Plateau, ...]
    """By offered rate, ascending."""

    @property
    def highest_met(self) -> Plateau | None:
        """The capacity. None if even the lowest plateau missed the objective."""
        return next((plateau for plateau in reversed(self.plateaus) if plateau.met), None)

    @property
    def bounded(self) -> bool:
        """Some higher plateau missed the objective; otherwise the capacity is at least `highest_met`."""
        return bool(self.plateaus) and not self.plateaus[-1].met


@dataclass(frozen=True, slots=True)
class Idle:
    """A contender without requests: timers and housekeeping. At a low rate this is a visible part of the CPU
    per request (a contender that idles at 10 ms/s and is asked 8 times a second shows 1.25 ms more a request). It is
    never subtracted."""

    contender: str
    duration_s: float
    cpu_ms_per_s: ByComponent
