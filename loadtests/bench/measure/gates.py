"""When a cell's figures mean what they say. A cell that breaks a gate is printed with its reason, never left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.load.k6 import Run
from bench.results.run import Keys

LEAST_ACHIEVED = 0.98
MOST_K6_CORES = 0.4  # more, and contender and load generator fight for the cores
MOST_FOREIGN_SHARE = 0.05
MOST_COLD_HITS = 0.05  # a cold cell whose questions ran out has become a hot one


@dataclass(frozen=True, slots=True)
class Measured:
    run: Run
    keys: Keys
    k6_cores: float
    foreign_share: float | None
    """None where it is not measured."""
    cache_hit_ratio: float | None


def too_busy(foreign_share: float | None) -> bool:
    """Not known to be: where other programs cannot be measured, no cell is judged by them."""
    return foreign_share is not None and foreign_share >= MOST_FOREIGN_SHARE


def invalid_reason(measured: Measured) -> str | None:
    return "; ".join(_broken(measured)) or None


def _broken(measured: Measured) -> Iterator[str]:
    run = measured.run
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
        due = int(run.offered_per_s * run.planned_s)  # arrivals are whole
        if run.iterations - run.late < int(LEAST_ACHIEVED * due):
            yield f"{run.iterations - run.late} of {due} iterations were achieved in time, at least 98 % ought to be"
    if measured.k6_cores >= MOST_K6_CORES:
        yield f"k6 used {measured.k6_cores:.2f} cores, at most {MOST_K6_CORES}"
    if too_busy(measured.foreign_share):
        yield f"other programs used {measured.foreign_share:.0%} of the CPU, at most {MOST_FOREIGN_SHARE:.0%}"
    if measured.keys == "cold" and (measured.cache_hit_ratio or 0) > MOST_COLD_HITS:
        yield f"{measured.cache_hit_ratio:.0%} of the cold keys were in the cache, at most {MOST_COLD_HITS:.0%}"
