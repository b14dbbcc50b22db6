"""Before the rounds: one virtual user shows paired latency, and from it follows how much load each scenario gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.contender.running import Entrant
from bench.load.rates import Offer, Probe, Rates, offer, offer_of
from bench.load.scenarios import Workload
from bench.measure.observed import Bench
from bench.measure.paired import measure_pairs, probe_alone
from bench.progress import Display
from bench.results.run import PairedLatency


@dataclass(frozen=True, slots=True)
class Preflight:
    paired: list[PairedLatency] = field(default_factory=list)
    probes: dict[str, Mapping[str, Probe]] = field(default_factory=dict)
    """By scenario and contender."""
    offers: dict[str, Offer] = field(default_factory=dict)
    """By scenario."""


def preflight(
    bench: Bench, workloads: Sequence[Workload], entrants: Sequence[Entrant], rates: Rates, display: Display
) -> Preflight:
    """`rates`: those of an earlier run, for its scenarios; the others are chosen."""
    found = Preflight()
    planned_s = bench.mode.paired_s + 0.3
    with display.phase("paired latency"), display.steps(planned_s * len(workloads), len(workloads)) as steps:
        for workload in workloads:
            with steps.step(f"{workload.name}, side by side", planned_s):
                paired, probes = _ask(bench, workload, entrants)
            name = workload.name
            chosen = offer_of(rates[name], probes) if name in rates else offer(probes, cores=entrants[0].target.cores)
            found.paired.extend(paired)
            found.probes[name] = probes
            found.offers[name] = chosen
            display.say(f"{name}: {_in_words(chosen, probes)}")
    return found


def _ask(
    bench: Bench, workload: Workload, entrants: Sequence[Entrant]
) -> tuple[list[PairedLatency], Mapping[str, Probe]]:
    baseline, *others = entrants
    paired: list[PairedLatency] = []
    probes: dict[str, Probe] = {}
    for other in others if workload.pairs else ():
        found, both = measure_pairs(bench, workload, baseline, other)
        paired.append(found)
        probes |= both
    for entrant in entrants:
        if entrant.name not in probes:
            probes[entrant.name] = probe_alone(bench, workload, entrant)
    return paired, probes


def _in_words(chosen: Offer, probes: Mapping[str, Probe]) -> str:
    load = f"{chosen.per_s:g}/s" if chosen.per_s else "one request after the other"
    return f"{load} ({', '.join(f'{name} {1000 * probe.latency_s:.1f} ms' for name, probe in probes.items())})"
