"""The cost of a request as the table, or the page's depth, grows: a panel a scenario, with the slope in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.analysis.slopes import FIGURES, panel_of, position, slopes
from bench.report.figures.axis import log_axis, rows_words, time_words
from bench.report.figures.figure import Figure, Panel, Path, Point, View
from bench.report.findings import growth_finding
from bench.report.numbers import count, number
from bench.report.words import conditions_words
from bench.results.run import CurvePoint, Results

CAPTION = (
    "Across: customers in the table, or rows before the page. Upwards: the cost of one request. Both axes are "
    "logarithmic. In brackets the slope of a straight line through the two largest decades: 1 is linear, 0 does not "
    "grow. Asked by one user, one request at a time. ×: invalid, and not in the slope."
)


@dataclass(frozen=True, slots=True)
class Measure:
    key: str
    figure: str
    """Its name in slopes.py."""
    tick: Callable[[float], str]
    unit: str
    """Of an exact figure."""
    caption: str = ""


MEASURES = (
    Measure("cpu", "CPU", time_words, "ms of CPU"),
    Measure("latency", "latency", time_words, "ms, the median"),
    Measure("blocks", "blocks", count, "blocks", "Blocks are of 8 KiB and the same on every machine."),
)


def growth(curve: Results) -> Figure:
    """`curve` has points."""
    return Figure(
        stem="growth",
        finding=growth_finding(curve),
        contenders=[contender.name for contender in curve.contenders],
        views=[
            View(each.key, each.figure[:1].upper() + each.figure[1:], each.caption, _panels(curve, each))
            for each in MEASURES
        ],
        caption=CAPTION,
        conditions=conditions_words(curve),
    )


def _panels(curve: Results, measure: Measure) -> list[Panel]:
    value = FIGURES[measure.figure]
    y = log_axis([found for point in curve.curve if (found := value(point))], measure.tick)
    panels = []
    for axis, scenario in dict.fromkeys((point.axis, point.scenario) for point in curve.curve):
        points = [point for point in curve.curve if (point.axis, point.scenario) == (axis, scenario)]
        heading = panel_of(axis, scenario)
        remarks = [
            (slope.contender, f"{slope.contender} {slope.words} ({slope.value:z.2f})")
            for slope in slopes(curve)
            if (slope.axis, slope.scenario, slope.figure) == (axis, scenario, measure.figure)
        ]
        x = log_axis([position(point) for point in points], rows_words)
        label = f"{measure.figure} of {heading}"
        panels.append(Panel(label, x, y, _paths(points, measure), remarks, heading))
    return panels


def _paths(points: Sequence[CurvePoint], measure: Measure) -> list[Path]:
    paths = []
    for name in dict.fromkeys(point.contender for point in points):
        mine = sorted((point for point in points if point.contender == name), key=position)
        marks = [_point(point, value, unit=measure.unit) for point in mine if (value := FIGURES[measure.figure](point))]
        paths.append(Path(name, [(mark.x, mark.y) for mark in marks if mark.shape == "dot"], marks))
    return paths


def _point(point: CurvePoint, value: float, *, unit: str) -> Point:
    where = f"{point.rows:,} customers" if point.depth is None else f"after {point.depth:,} rows"
    doubt = "" if point.valid else f"; invalid: {point.invalid_reason}"
    figure = f"{number(value)} {unit}"
    says = f"{point.scenario}, {point.contender}, {where}: {figure}, of {point.requests:,} requests{doubt}"
    return Point(position(point), value, says, "dot" if point.valid else "cross")
