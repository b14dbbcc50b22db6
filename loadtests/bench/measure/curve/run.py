"""A whole curve: the cost of a request as the table grows, and as the page's depth grows in the largest table."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from rich.markup import escape

from bench.contender.data import Fingerprint
from bench.contender.ready import ask_all_the_same, compare_all, ready_contenders
from bench.contender.running import RunningContender, restart
from bench.errors import NoAnswer, first_line
from bench.load.k6 import find_k6
from bench.measure.bench import Bench
from bench.measure.conditions import conditions_of, contender_of_results
from bench.measure.curve.depths import DEPTH, DEPTHS, PAGES, ask_for_depth, depths_in
from bench.measure.curve.points import Where, measure_points
from bench.measure.gates import LIMITS, Limits
from bench.measure.measurement import let_finish
from bench.measure.request import Request
from bench.measure.run import now
from bench.processes import Processes
from bench.progress import Display
from bench.readings.sizes import database_bytes
from bench.results.run import CurvePoint, Results, TableSize
from bench.results.saving import partly_saved, save_results
from bench.targets.choice import TARGETS


def measure_curve(
    request: Request,
    display: Display,
    *,
    sizes: Sequence[int],
    depths: Sequence[int] = DEPTHS,
    pages: int = PAGES,
    limits: Limits = LIMITS,
) -> tuple[Results, Path]:
    """The results and their file. `sizes` (rows) ascend; the table of the last one stays. `depths` are rows before the
    first of `pages` pages."""
    created = now()
    find_k6()
    points: list[CurvePoint] = []
    tables: list[TableSize] = []
    results: Results | None = None
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        partly_saved(lambda: results, request.media, display=display),
        Processes() as processes,
    ):
        bench = Bench(request.mode, Path(scratch), processes, limits)
        positions = count(1)
        for rows in sizes:
            target = TARGETS[request.target](processes)
            with ready_contenders(request.contenders, target, rows=rows, processes=processes, display=display) as (
                contenders,
                data,
            ):
                tables += _tables(contenders, data)
                restart(contenders)
                ask_all_the_same(contenders, data, seed=request.seed)
                points += _at_size(
                    bench, request, contenders=contenders, rows=rows, positions=positions, display=display
                )
                results = Results(
                    conditions=conditions_of(request, contenders, created=created, data=data),
                    contenders=tuple(contender_of_results(contender) for contender in contenders),
                    scenarios=(),
                    cells=(),
                    paired=(),
                    curve=tuple(points),
                    tables=tuple(tables),
                    kind="curve",
                )
                if rows == sizes[-1]:
                    for depth in depths_in(rows, depths=depths, pages=pages):
                        points += _at_depth(
                            bench, contenders, depth=depth, pages=pages, data=data, positions=positions, display=display
                        )
                    results = replace(results, curve=tuple(points))
                    file = save_results(results, request.media)
    assert results is not None, "no size"
    return results, file


def _tables(contenders: Sequence[RunningContender], data: Fingerprint) -> list[TableSize]:
    return [
        TableSize(
            contender=each.name,
            rows=data.rows,
            disk_bytes=database_bytes(each.datastores.admin_url),
            seeding_s=data.seeding_s.get(each.name),
        )
        for each in contenders
    ]


def _at_size(
    bench: Bench,
    request: Request,
    *,
    contenders: Sequence[RunningContender],
    rows: int,
    positions: Iterator[int],
    display: Display,
) -> list[CurvePoint]:
    scenarios = request.chosen.scenarios
    compared = sum(_compared(contenders, name, display=display) for name in sorted({each.script for each in scenarios}))
    display.say(f"{compared} answers are the same")
    with display.phase(f"{rows:_} customers"):
        found = measure_points(
            bench.mode,
            [(scenario, contender) for contender in contenders for scenario in scenarios],
            where=Where("rows", rows),
            positions=positions,
            limits=bench.limits,
            display=display,
        )
    return _told(found, display)


def _compared(contenders: Sequence[RunningContender], script: str, *, display: Display) -> int:
    """A contender that gives no answer has nothing to compare, and no figure either: its point will be invalid."""
    try:
        return compare_all(contenders, [script])
    except NoAnswer as error:
        display.say(f"[yellow]{script} is not compared:[/] {escape(first_line(error))}")
        for contender in contenders:
            let_finish(contender.meters())
        return 0


def _at_depth(
    bench: Bench,
    contenders: Sequence[RunningContender],
    *,
    depth: int,
    pages: int,
    data: Fingerprint,
    positions: Iterator[int],
    display: Display,
) -> list[CurvePoint]:
    where = Where("depth", data.rows, depth)
    with display.phase(f"pages after {depth:_} rows"):
        for contender in contenders:
            ask_for_depth(contender, data, depth=depth, pages=pages)
        compare_all(contenders, [DEPTH.script])
        found = measure_points(
            bench.mode,
            [(DEPTH, contender) for contender in contenders],
            where=where,
            positions=positions,
            limits=bench.limits,
            display=display,
        )
    return _told(found, display)


def _told(points: list[CurvePoint], display: Display) -> list[CurvePoint]:
    for point in points:
        if not point.valid:
            display.say(f"[yellow]invalid:[/] {point.scenario}, {point.contender}, {point.x:_}: {point.invalid_reason}")
    return points
