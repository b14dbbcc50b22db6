"""One point of a curve: one user asks a scenario's questions one after the other, at most 50 times a second.

A curve compares a contender with itself at other sizes, so each may be as fast as it is. Blocks come from PostgreSQL's
own count, so they and their slope are the same on every machine.
"""

from dataclasses import dataclass
from statistics import fmean

from bench.contender.running import RunningContender
from bench.load.k6 import Variables
from bench.load.scenarios import Scenario
from bench.measure.bench import Bench
from bench.measure.measurement import Measurement, attempts, observe
from bench.results.run import Axis, CurvePoint

# Requests before the measured ones. They also show how long one takes.
WARM_UPS = 2

# A contender that needs seconds a request gets at least so many.
LEAST_REQUESTS = 3


@dataclass(frozen=True, slots=True)
class Where:
    axis: Axis
    rows: int
    depth: int | None = None
    """Rows before the page."""


def measure_point(bench: Bench, contender: RunningContender, *, scenario: Scenario, where: Where) -> CurvePoint:
    for attempt in attempts(contender):
        seen = _attempt(bench, contender, scenario=scenario, attempt=attempt)
        reason = seen.invalid_reason(scenario.keys, bench.limits)
        if reason is None:
            break
    return CurvePoint(
        axis=where.axis,
        scenario="depth" if where.axis == "depth" else scenario.name,
        contender=contender.name,
        rows=where.rows,
        depth=where.depth,
        requests=seen.run.requests,
        latency=seen.run.latency,
        cpu_ms_per_request=seen.cpu_ms_per_request,
        sql_statements_per_request=seen.statements_per_request,
        sql_blocks_per_request=seen.blocks_per_request,
        valid=reason is None,
        invalid_reason=reason,
    )


def _attempt(bench: Bench, contender: RunningContender, *, scenario: Scenario, attempt: int) -> Measurement:
    contender.empty_cache()
    start = (attempt - 1) * WARM_UPS
    load: Variables = {**contender.k6_variables, "KEYS": scenario.keys}
    warmed = bench.k6(scenario.script, {**load, "WARM_UP": WARM_UPS, "START": start})
    latency_s = fmean(warmed.latency.quantiles_ms) / 1000 if warmed.latency.n else 0.0
    seconds = max(bench.mode.measured_s, (LEAST_REQUESTS - 0.5) * latency_s)
    measured = {**load, "SERIAL": 1, "DURATION": seconds, "START": start + WARM_UPS}
    return observe(bench, contender, script=scenario.script, variables=measured)
