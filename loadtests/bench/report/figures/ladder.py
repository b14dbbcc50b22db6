"""The ladder: a panel a scenario, a point a rung, with the CPU of service, database and cache told apart."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from bench.analysis.ladder import bought, steps
from bench.analysis.rows import Figures, figures
from bench.report.figures.axis import Axis, log_axis, time_words
from bench.report.figures.figure import Figure, Panel, Path, Point, View
from bench.report.findings import ladder_finding
from bench.report.numbers import number
from bench.report.words import conditions_words, cpu_words
from bench.results.run import Results, Rung, Scenario

COMPONENTS = ("service", "database", "cache")
# Less CPU, in ms a request, is not drawn: a cached page asks the database nothing.
LEAST_MS = 0.001
# So many numbers of rungs fit below a panel. Of more, each second one is written.
WRITTEN_RUNGS = 10


def ladder(results: Results) -> Figure:
    """`results` have a ladder."""
    rungs = steps(results)
    cpu = {scenario.name: _cpu(results, scenario, rungs=rungs) for scenario in results.scenarios}
    parts = [part for found in cpu.values() for each in found.values() for _, part in _parts(each)]
    y = log_axis(parts, time_words, room=1.4)
    names = ", ".join(f"{number}\u00a0{rung.contender}" for number, rung in enumerate(rungs))
    return Figure(
        stem="ladder",
        finding=ladder_finding(results),
        contenders=COMPONENTS,
        views=[
            View(
                "cpu",
                "CPU",
                "",
                [_panel(results, scenario, rungs=rungs, cpu=cpu[scenario.name], y=y) for scenario in results.scenarios],
            )
        ],
        caption=f"Upwards: busy CPU of a request, on a logarithmic axis. Across, the rungs: {names}.",
        conditions=conditions_words(results),
    )


def _cpu(results: Results, scenario: Scenario, *, rungs: Sequence[Rung]) -> dict[str, Figures]:
    """By contender, of the valid cells."""
    valid = {
        rung.contender: [cell for cell in results.cells_of(scenario.name, rung.contender) if cell.valid]
        for rung in rungs
    }
    return {name: figures(cells) for name, cells in valid.items() if cells}


def _parts(found: Figures) -> Iterator[tuple[str, float]]:
    for name in COMPONENTS:
        value = getattr(found.cpu_ms, name)
        if value is not None and value >= LEAST_MS:
            yield name, value


def _panel(
    results: Results, scenario: Scenario, *, rungs: Sequence[Rung], cpu: Mapping[str, Figures], y: Axis
) -> Panel:
    marks = range(0, len(rungs), 1 if len(rungs) <= WRITTEN_RUNGS else 2)
    points: dict[str, list[Point]] = {name: [] for name in COMPONENTS}
    for place, rung in enumerate(rungs):
        for name, value in _parts(cpu[rung.contender]) if rung.contender in cpu else ():
            points[name].append(Point(place, value, _says(results, scenario, rung=rung, component=name, value=value)))
    return Panel(
        label=f"CPU of {scenario.name} by rung",
        x=Axis(-0.5, len(rungs) - 0.5, "{:g}".format, log=False, marks=marks),
        y=y,
        paths=[
            Path(name, [(point.x, point.y) for point in run], run)
            for name, mine in points.items()
            for run in _without_gaps(mine)
        ],
        remarks=[(name, name) for name, mine in points.items() if mine],
        heading=scenario.name,
    )


def _without_gaps(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Neighbours, because no line leads across a rung without a point."""
    for _, run in groupby(enumerate(points), lambda each: each[1].x - each[0]):
        yield [point for _, point in run]


def _says(results: Results, scenario: Scenario, *, rung: Rung, component: str, value: float) -> str:
    estimate = bought(results, rung, scenario=scenario.name)
    compared = f"; in all {cpu_words(estimate)}, compared with {rung.below}" if estimate else ""
    return f"{scenario.name}, {rung.contender}: {number(value)} ms of CPU in the {component}{compared}"
