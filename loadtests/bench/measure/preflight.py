"""Before the rounds: one user shows each contender's latency, and from it follows the plan of the rounds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from bench.contender.running import RunningContender
from bench.load.probe import Probe
from bench.load.scenarios import Scenario
from bench.measure.alone import measure_alone
from bench.measure.bench import Bench
from bench.measure.paired import measure_pairs
from bench.measure.request import Request
from bench.progress import Display
from bench.results.run import PairedLatency, SerialLatency

# Seconds that a k6 process needs before and after its load, for the estimate.
K6_START_S = 0.3

# The numbers of a run's cells begin at 1, those of the alone users far behind them.
FIRST_POSITION = 5000


@dataclass(frozen=True, slots=True)
class Preflight:
    paired: list[PairedLatency] = field(default_factory=list)
    serial: list[SerialLatency] = field(default_factory=list)
    probes: dict[str, Mapping[str, Probe]] = field(default_factory=dict)
    """By scenario and contender."""


def preflight(bench: Bench, request: Request, *, contenders: Sequence[RunningContender], display: Display) -> Preflight:
    found, scenarios, positions = Preflight(), request.chosen.scenarios, count(FIRST_POSITION)
    planned_s = bench.mode.paired_s + K6_START_S
    with display.phase("latency of one user"), display.steps(planned_s * len(scenarios), len(scenarios)) as steps:
        for scenario in scenarios:
            with steps.step(f"{scenario.name}, one user", planned_s):
                _ask(bench, scenario, contenders=contenders, positions=positions, found=found)
            display.say(f"{scenario.name}: {_in_words(found.probes[scenario.name])}")
    return found


def _ask(
    bench: Bench,
    scenario: Scenario,
    *,
    contenders: Sequence[RunningContender],
    positions: Iterator[int],
    found: Preflight,
) -> None:
    baseline, *others = contenders
    probes: dict[str, Probe] = {}
    for other in others if scenario.pairs else ():
        paired, both = measure_pairs(bench, scenario, baseline=baseline, other=other)
        found.paired.append(paired)
        probes |= both
    for contender in contenders:
        if contender.name not in probes:
            serial, probe = measure_alone(bench.mode, scenario, contender=contender, position=next(positions))
            found.serial.append(serial)
            probes[contender.name] = probe
    found.probes[scenario.name] = probes


def _in_words(probes: Mapping[str, Probe]) -> str:
    return ", ".join(f"{name} {1000 * probe.latency_s:.1f} ms" for name, probe in probes.items())
