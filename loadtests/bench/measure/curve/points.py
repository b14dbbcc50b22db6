"""One point of a curve: a scenario asked serially, by one user, at most 50 times a second.

A curve compares a contender with itself at other sizes, so each may be as fast as it is. Blocks come from PostgreSQL's
own count: they, and their slope, are the same on every machine.
"""

from dataclasses import dataclass
from statistics import fmean

from bench.contender.running import Entrant
from bench.load.k6 import run_k6
from bench.load.scenarios import Workload
from bench.measure.gates import Measured, invalid_reason
from bench.measure.observed import Bench, Observed, Variables, attempts, observe
from bench.results.run import Axis, CurvePoint

WARM_UPS = 2  # requests; they also tell how long one takes
LEAST_REQUESTS = 3  # of a contender that needs seconds


@dataclass(frozen=True, slots=True)
class Where:
    axis: Axis
    rows: int
    depth: int | None = None


def measure_point(bench: Bench, workload: Workload, entrant: Entrant, where: Where) -> CurvePoint:
    for attempt in attempts(entrant):
        point = _attempt(bench, workload, entrant, where, attempt)
        if point.valid:
            break
    return point


def _attempt(bench: Bench, workload: Workload, entrant: Entrant, where: Where, attempt: int) -> CurvePoint:
    entrant.empty_cache()
    start = (attempt - 1) * WARM_UPS
    load: Variables = {**entrant.k6_variables, "KEYS": workload.keys}
    warm_up = {**load, "WARM_UP": WARM_UPS, "START": start}
    warmed = run_k6(workload.script, warm_up, bench.scratch, bench.processes)
    latency_s = fmean(warmed.latency.quantiles_ms) / 1000 if warmed.latency.n else 0.0
    seconds = max(bench.mode.measured_s, (LEAST_REQUESTS - 0.5) * latency_s)
    measured = {**load, "SERIAL": 1, "DURATION": seconds, "START": start + WARM_UPS}
    return _point(workload, entrant, where, observe(bench, workload.script, measured, entrant))


def _point(workload: Workload, entrant: Entrant, where: Where, seen: Observed) -> CurvePoint:
    reason = invalid_reason(Measured(seen.run, workload.keys, seen.k6_cores, seen.foreign_share, seen.cache_hit_ratio))
    return CurvePoint(
        axis=where.axis,
        scenario="depth" if where.axis == "depth" else workload.name,
        contender=entrant.name,
        rows=where.rows,
        depth=where.depth,
        requests=seen.run.requests,
        latency=seen.run.latency,
        cpu_ms_per_request=seen.cpu_ms_per_request,
        sql_statements_per_request=seen.statements,
        sql_blocks_per_request=seen.blocks,
        valid=reason is None,
        invalid_reason=reason,
    )
