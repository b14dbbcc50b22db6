"""When the figures of a cell can be trusted. A cell that breaks a gate is printed with the reason, never left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.load.k6 import Run
from bench.results.run import Keys


@dataclass(frozen=True, slots=True)
class Limits:
    least_achieved: float = 0.98
    """Of the iterations that were due."""
    most_k6_cores: float = 0.4
    """If k6 uses more, it competes with the contender for the cores."""
    most_foreign_share: float = 0.05
    """Of the machine's CPU time, used by other programs."""
    most_cold_hits: float = 0.05
    """If more cold keys are in the cache, the questions have run out and the cell has become a hot one."""

    def busy(self, foreign_share: float | None) -> bool:
        """Whether other programs disturb. Where their share is not measured, no cell is judged by it."""
        return foreign_share is not None and foreign_share >= self.most_foreign_share


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Judged:
    """The figures that gates judge."""

    run: Run
    keys: Keys
    k6_cores: float
    foreign_share: float | None
    """None where it is not measured."""
    cache_hit_ratio: float | None


def invalid_reason(judged: Judged, limits: Limits = LIMITS) -> str | None:
    """All gates that are broken, in words; None if the figures can be trusted."""
    return "; ".join(_broken(judged, limits)) or None


def _broken(judged: Judged, limits: Limits) -> Iterator[str]:
    run = judged.run
    if run.requests == 0:
        yield "no request was made"
        return
    if run.failed:
        yield f"{run.failed} of {run.requests} requests failed"
    if run.checks_failed:
        yield f"{run.checks_failed} checks failed ({', '.join(run.failing_checks)})"
    if run.dropped:
        yield f"{run.dropped} iterations were dropped"
    if run.offered_per_s is not None:
        due = int(run.offered_per_s * run.planned_s)  # Arrivals are whole.
        if run.iterations - run.late < int(limits.least_achieved * due):
            yield f"{run.iterations - run.late} of {due} iterations were achieved in time, at least 98 % must be"
    if judged.k6_cores >= limits.most_k6_cores:
        yield f"k6 used {judged.k6_cores:.2f} cores, at most {limits.most_k6_cores}"
    if limits.busy(judged.foreign_share):
        yield f"other programs used {judged.foreign_share:.0%} of the CPU, at most {limits.most_foreign_share:.0%}"
    if judged.keys == "cold" and (judged.cache_hit_ratio or 0) > limits.most_cold_hits:
        yield f"{judged.cache_hit_ratio:.0%} of the cold keys were in the cache, at most {limits.most_cold_hits:.0%}"
