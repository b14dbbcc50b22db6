"""Before the rounds: one virtual user shows the paired latency, and from it follows the load of each scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.contender.running import RunningContender
from bench.load.rates import Offer, Probe, offer, offer_of
from bench.load.scenarios import Scenario
from bench.measure.bench import Bench
from bench.measure.paired import measure_pairs, probe_alone
from bench.measure.request import Request
from bench.progress import Display
from bench.results.run import PairedLatency

# Seconds that a k6 process needs before and after its load, for the estimate.
K6_START_S = 0.3


@dataclass(frozen=True, slots=True)
class Preflight:
    paired: list[PairedLatency] = field(default_factory=list)
    probes: dict[str, Mapping[str, Probe]] = field(default_factory=dict)
    """By scenario and contender."""
    offers: dict[str, Offer] = field(default_factory=dict)
    """By scenario."""


def preflight(bench: Bench, request: Request, *, contenders: Sequence[RunningContender], display: Display) -> Preflight:
    """A scenario whose rate the request names gets that rate. The others get a rate that follows from their probes."""
    found, scenarios, cores = Preflight(), request.chosen.scenarios, contenders[0].target.cores
    planned_s = bench.mode.paired_s + K6_START_S
    with display.phase("paired latency"), display.steps(planned_s * len(scenarios), len(scenarios)) as steps:
        for scenario in scenarios:
            name = scenario.name
            with steps.step(f"{name}, side by side", planned_s):
                paired, probes = _ask(bench, scenario, contenders=contenders)
            chosen = offer_of(request.rates[name], probes) if name in request.rates else offer(probes, cores=cores)
            found.paired.extend(paired)
            found.probes[name] = probes
            found.offers[name] = chosen
            display.say(f"{name}: {_in_words(chosen, probes)}")
    return found


def _ask(
    bench: Bench, scenario: Scenario, *, contenders: Sequence[RunningContender]
) -> tuple[list[PairedLatency], Mapping[str, Probe]]:
    baseline, *others = contenders
    paired: list[PairedLatency] = []
    probes: dict[str, Probe] = {}
    for other in others if scenario.pairs else ():
        found, both = measure_pairs(bench, scenario, baseline=baseline, other=other)
        paired.append(found)
        probes |= both
    for contender in contenders:
        if contender.name not in probes:
            probes[contender.name] = probe_alone(bench, scenario, contender=contender)
    return paired, probes


def _in_words(chosen: Offer, probes: Mapping[str, Probe]) -> str:
    load = f"{chosen.per_s:g}/s" if chosen.per_s else "one request after the other"
    return f"{load} ({', '.join(f'{name} {1000 * probe.latency_s:.1f} ms' for name, probe in probes.items())})"
