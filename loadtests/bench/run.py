"""`bench run`: from nothing to results."""

import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import facts
from bench.cells import Bench, measure
from bench.classic import CLASSIC_ASKS, PLANNED_S, measure_classic
from bench.cpu import machine_busy_s, machine_cores
from bench.described import Request, contender_facts, described, scenario_facts
from bench.entering import ask_everybody_the_same, compare_all, entered
from bench.entrant import Entrant, restart
from bench.gates import MOST_FOREIGN_SHARE
from bench.k6 import find_k6
from bench.paired import measure_pairs, probe_alone
from bench.plan import order_in_words, rounds
from bench.processes import Processes
from bench.progress import Display
from bench.rates import Offer, Probe, offer
from bench.results import Cell, Classic, PairedLatency, Results
from bench.targets import TARGETS
from bench.terms import rows_of

LISTEN_S = 0.5


def run(request: Request, display: Display) -> Results:
    created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    find_k6()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, Processes() as processes:
        target = TARGETS[request.target](processes)
        rows = request.rows or target.rows
        bench = Bench(request.mode, Path(scratch), processes)
        with entered(request.contenders, rows, target, processes, display) as (entrants, words):
            with display.phase("services started"):
                restart(entrants)
            rows = rows or rows_of(entrants[0].url)
            conditions = described(request, created, rows, words, entrants)
            _warn_if_busy(display)
            with display.phase("questions drawn"):
                word = words[entrants[0].name]
                ask_everybody_the_same(entrants, word, rows=rows, seed=request.seed, count=request.mode.questions)
            with display.phase("answers compared"):
                asked = {each.script for each in request.workloads if each.pairs}
                asked |= set(CLASSIC_ASKS) if request.classic else set()
                compared = compare_all(entrants, sorted(asked))
                display.say(f"{compared} answers are the same")
            paired, offers = _preflight(bench, request, entrants, display)
            cells = _rounds(bench, request, entrants, offers, display)
            classic = _classic(bench, request, entrants, display)
    return Results(
        conditions=conditions,
        contenders=tuple(contender_facts(entrant) for entrant in entrants),
        scenarios=tuple(scenario_facts(workload, offers[workload.name]) for workload in request.workloads),
        cells=tuple(cells),
        paired=tuple(paired),
        classic=tuple(classic),
    )


def _warn_if_busy(display: Display) -> None:
    """Before minutes are spent on cells that the gates will call invalid."""
    before = machine_busy_s()
    time.sleep(LISTEN_S)
    share = (machine_busy_s() - before) / (LISTEN_S * machine_cores())
    if share > MOST_FOREIGN_SHARE:
        display.say(
            f"[yellow]other programs use {share:.0%} of the CPU, and {MOST_FOREIGN_SHARE:.0%} make a cell invalid. "
            "Close them, or expect no ratios.[/]"
        )


def _preflight(
    bench: Bench, request: Request, entrants: Sequence[Entrant], display: Display
) -> tuple[list[PairedLatency], dict[str, Offer]]:
    """One virtual user: paired latency, and from it how much load each scenario gets."""
    baseline, *others = entrants
    paired: list[PairedLatency] = []
    offers: dict[str, Offer] = {}
    if not request.workloads:
        return paired, offers
    planned_s = bench.mode.paired_s + 0.3
    count = len(request.workloads)
    with display.phase("paired latency"), display.steps(planned_s * count, count) as steps:
        for workload in request.workloads:
            probes: dict[str, Probe] = {}
            with steps.step(f"{workload.name}, side by side", planned_s):
                for other in others if workload.pairs else ():
                    found, both = measure_pairs(bench, workload, baseline, other)
                    paired.append(found)
                    probes |= both
                for entrant in entrants:
                    if entrant.name not in probes:
                        probes[entrant.name] = probe_alone(bench, workload, entrant)
            offers[workload.name] = offer(probes, cores=facts.usable_cores())
            display.say(f"{workload.name}: {_offer_in_words(offers[workload.name], probes)}")
    return paired, offers


def _rounds(
    bench: Bench, request: Request, entrants: Sequence[Entrant], offers: dict[str, Offer], display: Display
) -> list[Cell]:
    if not request.workloads:
        return []
    planned = rounds(bench, offers, request.workloads, entrants, seed=request.seed)
    everything = [cell for cells in planned for cell in cells]
    measured: list[Cell] = []
    total_s = sum(cell.seconds(bench) for cell in everything)
    with display.phase("rounds"), display.steps(total_s, len(everything)) as steps:
        for number, cells in enumerate(planned, 1):
            display.say(f"round {number} of {len(planned)}: {order_in_words(cells)}")
            restart(entrants)
            for each in cells:
                name = f"round {number}, {each.workload.name}, {each.entrant.name}"
                with steps.step(name, each.seconds(bench)):
                    cell = measure(bench, each.workload, each.offer, each.entrant, each.place)
                measured.append(cell)
                if not cell.valid:
                    display.say(f"[yellow]invalid:[/] {name}: {cell.invalid_reason}")
    return measured


def _classic(bench: Bench, request: Request, entrants: Sequence[Entrant], display: Display) -> list[Classic]:
    if not request.classic:
        return []
    found: list[Classic] = []
    with display.phase("classic"), display.steps(PLANNED_S * len(entrants), len(entrants)) as steps:
        restart(entrants)
        for entrant in entrants:
            with steps.step(f"classic, {entrant.name}", PLANNED_S):
                found.append(measure_classic(bench, entrant))
    return found


def _offer_in_words(chosen: Offer, probes: dict[str, Probe]) -> str:
    load = f"{chosen.per_s:g}/s" if chosen.per_s else "one request after the other"
    return f"{load} ({', '.join(f'{name} {1000 * probe.latency_s:.1f} ms' for name, probe in probes.items())})"
