"""The settings of a race, and its result."""

from collections.abc import Sequence
from dataclasses import dataclass

from races.faults import FAULTS
from races.history import Verdict
from races.recording import Timing

SERVICE = "crm_optimized.asgi:application"
# Seconds by which a fault may make the slowest answer slower. While the cache accepts no writes, a write occupies one
# of its worker's 4 writer threads for a lease of 0.3 s. Of 8 writers, most may be at one worker: then some wait for two
# turns, 0.6 s. The rest is the work itself.
SLOWER_S = 0.9


@dataclass(frozen=True, slots=True)
class Race:
    """It lasts at least `seconds`; every fault happens at least once, however long that takes.

    The duration of a fault is drawn evenly on a logarithmic scale from `fault_s`: the range is shorter and longer than
    every timeout of the service. There are at least 2 part writers, each of whom keeps a customer that all share.
    """

    service: str = SERVICE
    faults: Sequence[str] = ()
    seconds: float = 60.0
    fault_s: tuple[float, float] = (0.03, 3.0)
    replicas: int = 1
    workers: int = 2
    readers: int = 8
    writers: int = 4
    part_writers: int = 4
    walkers: int = 1
    seed: int = 1

    @property
    def clients(self) -> int:
        return self.readers + self.writers + self.part_writers


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`recovery_s` is the time that the service took to recover, or 0 for a fault that it has to hide."""

    fault: str
    recovery_s: float


@dataclass(frozen=True, slots=True)
class Result:
    race: Race
    verdict: Verdict
    occurrences: Sequence[Occurrence]
    timings: Sequence[Timing]
    calm_until: float

    @property
    def errors(self) -> int:
        """Answers 5xx that no fault excuses."""
        excused = 503 if self._may("unavailable") else None
        return sum(timing.status >= 500 and timing.status != excused for timing in self.timings)

    @property
    def refused(self) -> int:
        return sum(timing.status == 503 for timing in self.timings)

    @property
    def unanswered(self) -> int:
        return sum(timing.status == 0 for timing in self.timings)

    @property
    def uncached_s(self) -> float:
        """The slowest answer before the first fault that did not come from the cache."""
        return max((t.took_s for t in self.timings if t.began < self.calm_until and t.cache != "HIT"), default=0.0)

    @property
    def slowest_s(self) -> float:
        """The slowest answer. With faults of the database, only cached ones count; with faults of workers, none."""
        if self._may("unanswered"):
            return 0.0
        hits_only = self._may("unavailable")
        return max((t.took_s for t in self.timings if t.cache == "HIT" or not hits_only), default=0.0)

    @property
    def passed(self) -> bool:
        return not (
            self.verdict.violations
            or self.errors
            or self.unanswered > self.race.clients * self._may("unanswered")
            or any(each.recovery_s > FAULTS[each.fault].recovers_s for each in self.occurrences)
            or (self.occurrences and self.slowest_s > self.uncached_s + SLOWER_S)
        )

    def _may(self, excuse: str) -> int:
        """The number of faults that had this excuse."""
        return sum(getattr(FAULTS[each.fault], excuse) for each in self.occurrences)
