"""How much load a contender carries: plateaus of constant offered rates, each judged by a service level objective.

A short probe finds what a few users without pauses get through. Then 50, 70, 80, 90 and 100 % of it are offered for
some seconds each, in an open model: who is late does not slow the questions down. The highest plateau that meets the
objective is the capacity, on this machine, which also runs the load generator.
"""

import math
import os
from collections.abc import Iterator

from bench.contender.running import Entrant
from bench.load.k6 import Run, run_k6
from bench.load.rates import Probe
from bench.load.scenarios import WORKLOADS
from bench.measure.gates import too_busy
from bench.measure.observed import Bench, Observed, Variables, attempts, clean_up_after, let_finish, observe
from bench.results.run import Capacity, Objective, Plateau

OBJECTIVE = Objective(p99_ms=250.0, failed_share=0.001)
SHARES = (0.5, 0.7, 0.8, 0.9, 1.0)
LOWER, HIGHER = 0.25, (1.15, 1.3)  # where even the lowest misses the objective, or even the highest meets it
MISSES = 2  # in a row; more load would miss it, too, and one point beyond the objective is enough for a picture
WORKLOAD = WORKLOADS["mixed"]
PROBE_S = 2.5
LEAST_REQUESTS = 1000  # a p99 then has ten requests beyond it
LEAST_VUS, MOST_VUS = 8, 250


def planned_s(bench: Bench) -> float:
    """Of one contender, about: a fast one needs the shortest plateaus, a slow one the longest but fewer."""
    return PROBE_S + len(SHARES) * (bench.mode.plateau_s + bench.mode.longest_plateau_s) / 2


def measure_capacity(bench: Bench, entrant: Entrant, alone: Probe) -> Capacity:
    """`alone`: the workload's probe with one user."""
    probe_per_s = _throughput(bench, entrant, alone.capacity_per_s(entrant.target.cores))
    plateaus = sorted(_plateaus(bench, entrant, probe_per_s), key=lambda plateau: plateau.offered_per_s)
    return Capacity(entrant.name, WORKLOAD.name, OBJECTIVE, probe_per_s, tuple(plateaus))


def _throughput(bench: Bench, entrant: Entrant, about_per_s: float) -> float:
    """Iterations a second of four users without pauses (a closed model, so only a hint at the capacity)."""
    entrant.empty_cache()
    iterations = _whole_cycles(PROBE_S * about_per_s)
    run = run_k6(WORKLOAD.script, {**_load(entrant, "probe"), "WARM_UP": iterations}, bench.scratch, bench.processes)
    clean_up_after(entrant, run)
    return run.iterations / run.duration_s


def _plateaus(bench: Bench, entrant: Entrant, probe_per_s: float) -> Iterator[Plateau]:
    found: list[Plateau] = []
    for share in (*SHARES, *HIGHER):
        if share in HIGHER and not found[-1].met:
            break
        found.append(_plateau(bench, entrant, share, probe_per_s))
        if not any(plateau.met for plateau in found[-MISSES:]) and len(found) >= MISSES:
            break
    yield from found
    if not found[0].met:
        yield _plateau(bench, entrant, LOWER, probe_per_s)


def _plateau(bench: Bench, entrant: Entrant, share: float, probe_per_s: float) -> Plateau:
    per_s = max(0.1, math.floor(10 * share * probe_per_s) / 10)
    for attempt in attempts(entrant):
        entrant.empty_cache()
        seconds = min(bench.mode.longest_plateau_s, max(bench.mode.plateau_s, LEAST_REQUESTS / per_s))
        load: Variables = {
            **_load(entrant, f"{share}-{attempt}"),
            "RATE": per_s,
            "DURATION": _whole_cycles(per_s * seconds) / per_s,
            # Enough for a queue as long as the objective allows; an arrival without a user is a dropped one.
            "VUS": min(MOST_VUS, math.ceil(2 * per_s * OBJECTIVE.p99_ms / 1000) + LEAST_VUS),
        }
        seen = observe(bench, WORKLOAD.script, load, entrant)
        clean_up_after(entrant, seen.run)
        plateau = _judged(share, per_s, seen)
        if plateau.doubt is None:
            break
    if not plateau.met:
        let_finish(entrant.meters())
    return plateau


def _load(entrant: Entrant, name: str) -> Variables:
    return {**entrant.k6_variables, "RUN": f"{os.getpid()}-{name}"}


def _whole_cycles(iterations: float) -> int:
    """At least one, so that every plateau has the same mixture."""
    return max(1, math.ceil(iterations / WORKLOAD.cycle)) * WORKLOAD.cycle


def _judged(share: float, per_s: float, seen: Observed) -> Plateau:
    run = seen.run
    reason = "; ".join(missed(OBJECTIVE, run)) or None
    disturbed = reason is not None and too_busy(seen.foreign_share)
    return Plateau(
        share=share,
        offered_per_s=per_s,
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
        met=reason is None,
        missed_because=reason,
        doubt=f"other programs used {seen.foreign_share:.0%} of the CPU" if disturbed else None,
    )


def missed(objective: Objective, run: Run) -> Iterator[str]:
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
