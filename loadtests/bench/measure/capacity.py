"""How much load a contender carries: plateaus of constant offered rates, each judged by a service level objective.

A short probe finds the throughput of a few users without pauses. Then 50, 70, 80, 90 and 100 % of it are offered for
some seconds each, in an open model: late answers do not slow the arrivals down. The highest plateau that meets the
objective is the capacity, on this machine, which also runs the load generator. Last, the faster contenders get the
lowest rate of the slowest one.
"""

import math
import os
from collections.abc import Iterator
from dataclasses import replace

from bench.contender.running import RunningContender
from bench.load.k6 import Run, Variables
from bench.load.modes import Mode
from bench.load.probe import Probe
from bench.load.scenarios import CAPACITY_SCENARIO, SCENARIOS
from bench.measure.bench import Bench
from bench.measure.measurement import Measurement, attempts, clean_up_after, let_finish, observe
from bench.results.run import Capacity, Objective, Plateau

OBJECTIVE = Objective(p99_ms=250.0, failed_share=0.001)
SCENARIO = SCENARIOS[CAPACITY_SCENARIO]
PROBE_S = 2.5

# Shares of the probe's throughput. All are offered: a contender that always misses the objective has a limit, too.
# LOWER is offered where even the lowest of SHARES misses the objective, HIGHER where even the highest meets it.
SHARES = (0.5, 0.7, 0.8, 0.9, 1.0)
LOWER, HIGHER = 0.25, (1.15, 1.3)

# A plateau has so many requests where the rate allows it: ten of them are then beyond the p99.
LEAST_REQUESTS = 1000

# Virtual users of a plateau.
LEAST_VUS, MOST_VUS = 8, 250


def planned_s(mode: Mode) -> float:
    """An estimate for one contender: a fast one gets the shortest plateaus, a slow one the longest."""
    return PROBE_S + len(SHARES) * (mode.plateau_s + mode.longest_plateau_s) / 2


def measure_capacity(bench: Bench, contender: RunningContender, *, alone: Probe, probe_s: float = PROBE_S) -> Capacity:
    """`alone` is the scenario's probe with one user."""
    about_per_s = alone.capacity_per_s(contender.target.cores)
    probe_per_s = _throughput(bench, contender, iterations=probe_s * about_per_s)
    plateaus = sorted(_plateaus(bench, contender, probe_per_s=probe_per_s), key=lambda plateau: plateau.offered_per_s)
    return Capacity(contender.name, SCENARIO.name, OBJECTIVE, probe_per_s, tuple(plateaus))


def with_a_low_rate(bench: Bench, contender: RunningContender, *, capacity: Capacity, per_s: float) -> Capacity:
    """The capacity with one plateau more, at a rate that a slower contender had: a point for the cost chart."""
    if per_s >= capacity.plateaus[0].offered_per_s:
        return capacity
    low = _plateau(bench, contender, share=per_s / capacity.probe_per_s, per_s=per_s)
    return replace(capacity, plateaus=(low, *capacity.plateaus))


def _throughput(bench: Bench, contender: RunningContender, *, iterations: float) -> float:
    """Iterations a second of four users without pauses. It is a closed model, so only a hint at the capacity."""
    contender.empty_cache()
    run = bench.load(SCENARIO.script, {**_load(contender, "probe"), "WARM_UP": _whole_cycles(iterations)})
    clean_up_after(contender, run)
    return run.iterations / run.duration_s


def _plateaus(bench: Bench, contender: RunningContender, *, probe_per_s: float) -> Iterator[Plateau]:
    found: list[Plateau] = []
    for share in (*SHARES, *HIGHER):
        if share in HIGHER and not found[-1].met:
            break
        found.append(_plateau(bench, contender, share=share, per_s=_offered(share * probe_per_s)))
    yield from found
    if not found[0].met:
        yield _plateau(bench, contender, share=LOWER, per_s=_offered(LOWER * probe_per_s))


def _offered(per_s: float) -> float:
    """k6 gets the arrivals in ten seconds as a whole number."""
    return max(0.1, math.floor(10 * per_s) / 10)


def _plateau(bench: Bench, contender: RunningContender, *, share: float, per_s: float) -> Plateau:
    for attempt in attempts(contender):
        contender.empty_cache()
        seconds = min(bench.mode.longest_plateau_s, max(bench.mode.plateau_s, LEAST_REQUESTS / per_s))
        load: Variables = {
            **_load(contender, f"{share:.2g}-{attempt}"),
            "RATE": per_s,
            "DURATION": _whole_cycles(per_s * seconds) / per_s,
            # Enough for a queue as long as the objective allows. An arrival without a free user is dropped.
            "VUS": min(MOST_VUS, math.ceil(2 * per_s * OBJECTIVE.p99_ms / 1000) + LEAST_VUS),
        }
        seen = observe(bench, contender, script=SCENARIO.script, variables=load)
        clean_up_after(contender, seen.run)
        missed_because = "; ".join(missed(OBJECTIVE, seen.run)) or None
        disturbed = missed_because is not None and bench.limits.busy(seen.foreign_share)
        if not disturbed:
            break
    if missed_because:
        let_finish(contender.meters())
    return _judged(seen, share=share, offered_per_s=per_s, missed_because=missed_because, disturbed=disturbed)


def _load(contender: RunningContender, name: str) -> Variables:
    return {**contender.k6_variables, "RUN": f"{os.getpid()}-{name}"}


def _whole_cycles(iterations: float) -> int:
    """At least one cycle, so that every plateau has the same mixture of requests."""
    return max(1, math.ceil(iterations / SCENARIO.cycle)) * SCENARIO.cycle


def _judged(
    seen: Measurement, *, share: float, offered_per_s: float, missed_because: str | None, disturbed: bool
) -> Plateau:
    run = seen.run
    return Plateau(
        share=share,
        offered_per_s=offered_per_s,
        achieved_per_s=(run.iterations - run.late) / run.planned_s,
        requests_per_s=run.requests / run.duration_s,
        duration_s=run.duration_s,
        requests=run.requests,
        failed=run.failed,
        checks_failed=run.checks_failed,
        dropped=run.dropped,
        latency=run.latency,
        cpu_ms_per_request=seen.cpu_ms_per_request,
        k6_cores=seen.k6_cores,
        k6_share=seen.k6_share,
        foreign_cpu_share=seen.foreign_share,
        cache_hit_ratio=seen.cache_hit_ratio,
        met=missed_because is None,
        missed_because=missed_because,
        doubt=f"other programs used {seen.foreign_share:.0%} of the CPU" if disturbed else None,
    )


def missed(objective: Objective, run: Run) -> Iterator[str]:
    """Each part of the objective that the run misses, in words."""
    p99_ms = run.latency.observed_ms(0.99)
    if p99_ms is None:
        yield "no request was made"
        return
    if p99_ms >= objective.p99_ms:
        yield f"99 of 100 requests took up to {p99_ms:.0f} ms, allowed are {objective.p99_ms:.0f} ms"
    if run.failed and run.failed >= objective.failed_share * run.requests:
        yield f"{run.failed} of {run.requests} requests failed"
    elif run.checks_failed and run.checks_failed >= objective.failed_share * run.requests:
        yield f"{run.checks_failed} checks failed ({', '.join(run.failing_checks)})"
    if run.dropped:
        yield f"{run.dropped} iterations were dropped"
