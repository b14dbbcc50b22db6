"""`bench run`: from nothing to results."""

import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.contender.data import Fingerprint
from bench.contender.ready import ask_everybody_the_same, compare_all, entered
from bench.contender.running import Entrant, restart
from bench.load.k6 import find_k6
from bench.measure.classic import CLASSIC_ASKS, keep_dashboards
from bench.measure.conditions import Request, contender_facts, described, scenario_facts
from bench.measure.gates import MOST_FOREIGN_SHARE
from bench.measure.idle import measure_idle
from bench.measure.measuring import Measured, Measuring, plan
from bench.measure.observed import Bench
from bench.measure.preflight import preflight
from bench.processes import Processes
from bench.progress import Display
from bench.readings.cpu import machine_busy_s, machine_cores
from bench.results.keeping import keep, partly_kept
from bench.results.run import Results
from bench.targets.choice import TARGETS

LISTEN_S = 0.5


def run(request: Request, display: Display) -> Results:
    created = now()
    find_k6()
    workloads = request.chosen.workloads
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, Processes() as processes:
        target = TARGETS[request.target](processes)
        rows = request.rows or target.rows
        bench = Bench(request.mode, Path(scratch), processes)
        with entered(request.contenders, rows, target, processes, display) as (entrants, data):
            with display.phase("services started"):
                restart(entrants)
            conditions = described(request, created, data, entrants)
            _warn_if_busy(display)
            _ask_and_compare(request, entrants, data, display)
            with display.phase("idle contenders listened to"):
                idle = measure_idle(entrants, request.mode.idle_s)
            before = preflight(bench, workloads, entrants, request.rates, display)
            measured = Measured()

            def so_far() -> Results:
                return Results(
                    conditions=conditions,
                    contenders=tuple(contender_facts(entrant) for entrant in entrants),
                    scenarios=tuple(scenario_facts(workload, before.offers[workload.name]) for workload in workloads),
                    cells=tuple(measured.cells),
                    paired=tuple(before.paired),
                    classic=tuple(measured.classic),
                    idle=tuple(idle),
                    own_rate=tuple(measured.own_rate),
                    capacity=tuple(measured.capacity),
                    noise_floor=request.noise_floor,
                    kind=request.kind,
                )

            with partly_kept(lambda: so_far() if measured.cells else None, request.media, display):
                Measuring(bench, entrants, display).measure(plan(bench, request, entrants, before), measured)
            results = so_far()
            keep(results, request.media)
        if request.media:
            keep_dashboards(bench.scratch, request.media)
    return results


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ask_and_compare(request: Request, entrants: Sequence[Entrant], data: Fingerprint, display: Display) -> None:
    with display.phase("questions drawn"):
        ask_everybody_the_same(entrants, data, seed=request.seed, count=request.mode.questions)
    with display.phase("answers compared"):
        asked = {each.script for each in request.chosen.workloads if each.pairs}
        asked |= set(CLASSIC_ASKS) if request.chosen.classic else set()
        asked |= {"list", "detail"} if request.chosen.capacity else set()
        display.say(f"{compare_all(entrants, sorted(asked))} answers are the same")


def _warn_if_busy(display: Display) -> None:
    """Before minutes are spent on cells that the gates will call invalid."""
    before = machine_busy_s()
    time.sleep(LISTEN_S)
    after = machine_busy_s()
    if before is None or after is None:
        display.say("the CPU time of other programs is not measured on this system, and no cell is judged by it")
        return
    share = (after - before) / (LISTEN_S * machine_cores())
    if share > MOST_FOREIGN_SHARE:
        display.say(
            f"[yellow]other programs use {share:.0%} of the CPU, and {MOST_FOREIGN_SHARE:.0%} make a cell invalid. "
            "Close them, or expect no ratios.[/]"
        )
