"""`bench curve`: what a request costs as the table grows, and as the page's depth grows in the largest table."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.commands.run import now
from bench.contender.data import Fingerprint
from bench.contender.ready import ask_everybody_the_same, compare_all, entered
from bench.contender.running import Entrant, restart
from bench.load.k6 import find_k6
from bench.measure.conditions import Request, contender_facts, described
from bench.measure.curve.depths import DEPTH, ask_for_depth, depths_in
from bench.measure.curve.points import Where, measure_point
from bench.measure.observed import Bench
from bench.processes import Processes
from bench.progress import Display
from bench.results.keeping import keep, partly_kept
from bench.results.run import CurvePoint, Results
from bench.targets.choice import TARGETS


def curve(request: Request, sizes: Sequence[int], display: Display) -> Results:
    """`sizes` ascend, and `request` is for the last one: that table stays."""
    created = now()
    find_k6()
    points: list[CurvePoint] = []
    results: Results | None = None
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        partly_kept(lambda: results, request.media, display),
        Processes() as processes,
    ):
        bench = Bench(request.mode, Path(scratch), processes)
        for rows in sizes:
            target = TARGETS[request.target](processes)
            with entered(request.contenders, rows, target, processes, display) as (entrants, data):
                conditions = described(request, created, data, entrants)
                contenders = tuple(contender_facts(entrant) for entrant in entrants)
                restart(entrants)
                ask_everybody_the_same(entrants, data, seed=request.seed, count=request.mode.questions)
                points += _at_size(bench, request, entrants, rows, display)
                results = Results(conditions, contenders, (), (), (), curve=tuple(points), kind="curve")
                if rows == sizes[-1]:
                    points += _at_depths(bench, entrants, data, display)
                    results = replace(results, curve=tuple(points))
                    keep(results, request.media)
    assert results is not None, "no size"
    return results


def _at_size(
    bench: Bench, request: Request, entrants: Sequence[Entrant], rows: int, display: Display
) -> list[CurvePoint]:
    workloads = request.chosen.workloads
    display.say(f"{compare_all(entrants, sorted({each.script for each in workloads}))} answers are the same")
    found = []
    count = len(workloads) * len(entrants)
    with display.phase(f"{rows:_} customers"), display.steps(bench.mode.measured_s * count, count) as steps:
        for workload in workloads:
            for entrant in entrants:
                with steps.step(f"{rows:_} customers, {workload.name}, {entrant.name}", bench.mode.measured_s):
                    found.append(measure_point(bench, workload, entrant, Where("rows", rows)))
    return _told(found, display)


def _at_depths(bench: Bench, entrants: Sequence[Entrant], data: Fingerprint, display: Display) -> list[CurvePoint]:
    found = []
    for depth in depths_in(data.rows):
        with display.phase(f"pages after {depth:_} rows"):
            for entrant in entrants:
                ask_for_depth(entrant, depth, data)
            compare_all(entrants, [DEPTH.script])
            found += [measure_point(bench, DEPTH, entrant, Where("depth", data.rows, depth)) for entrant in entrants]
    return _told(found, display)


def _told(points: list[CurvePoint], display: Display) -> list[CurvePoint]:
    for point in points:
        if not point.valid:
            display.say(f"[yellow]invalid:[/] {point.scenario}, {point.contender}, {point.x:_}: {point.invalid_reason}")
    return points
