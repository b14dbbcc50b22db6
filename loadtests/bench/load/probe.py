"""A first look at a contender: the time and the CPU time of one iteration. The plan of a run follows from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Probe:
    """One iteration of one user on one contender: its seconds, and the CPU seconds of all components."""

    latency_s: float
    cpu_s: float
    workers: int

    def capacity_per_s(self, cores: int) -> float:
        """Iterations a second. A worker answers one request at a time, and all components together have `cores`."""
        by_workers = self.workers / max(self.latency_s, 1e-6)
        return min(by_workers, cores / self.cpu_s) if self.cpu_s > 0 else by_workers
