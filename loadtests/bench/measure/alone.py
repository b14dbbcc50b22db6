"""One user, one request after the other: the latency of scenarios that cannot be asked in pairs, and their probe."""

from dataclasses import replace

from bench.contender.meters import between
from bench.contender.running import RunningContender
from bench.load.k6 import latency_of
from bench.load.modes import Mode
from bench.load.probe import Probe
from bench.load.saturate import saturate
from bench.load.scenarios import Scenario
from bench.measure.cell_plan import cell_plan
from bench.results.run import SerialLatency

# The plan needs a latency. With this one, the user's pass has the mode's least iterations, and he repeats it until the
# time is up.
UNKNOWN_S = 1.0


def measure_alone(
    mode: Mode, scenario: Scenario, *, contender: RunningContender, position: int
) -> tuple[SerialLatency, Probe]:
    """`position` is a number that no cell of the run has."""
    contender.empty_cache()
    unknown = {contender.name: Probe(UNKNOWN_S, UNKNOWN_S, workers=contender.definition.workers)}
    plan = cell_plan(
        replace(mode, rounds=1, measured_s=mode.paired_s),
        scenario,
        probes=unknown,
        contender=contender,
        round=1,
        position=position,
        connections=1,
    )
    if plan.warm_ups:
        saturate(plan.warm_up())
    before = contender.meters().read()
    seen = saturate(plan.measured())
    after = contender.meters().read()
    probe = Probe(
        latency_s=seen.seconds / seen.iterations,
        cpu_s=between(before.cpu_s, after.cpu_s, per=seen.iterations).total,
        workers=contender.definition.workers,
    )
    return SerialLatency(scenario.name, contender.name, latency_of(seen.latencies_ms)), probe
