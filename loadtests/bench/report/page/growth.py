"""What a request costs as the table, or the page's depth, grows: a panel for each scenario, with the slope in words."""

from collections.abc import Callable, Mapping, Sequence

from bench.analysis.slopes import FIGURES, panel_of, position, slopes
from bench.report.findings import growth_finding
from bench.report.numbers import count, number
from bench.report.page.figure import chart, measures, panel, remark
from bench.report.page.latency import time_words
from bench.report.page.markup import Markup, element, together
from bench.report.page.plot import Line, Point, log_axis, plot
from bench.report.words import conditions_words
from bench.results.run import CurvePoint, Results

# By the key of the measure on the page: its name in slopes.py, how a tick reads, and the unit of an exact figure.
MEASURES: Mapping[str, tuple[str, Callable[[float], str], str]] = {
    "cpu": ("CPU", time_words, "ms of CPU"),
    "latency": ("latency", time_words, "ms, the median"),
    "blocks": ("blocks", count, "blocks"),
}


def growth(curve: Results, numbers: Mapping[str, int]) -> Markup:
    """`numbers`: those of the contenders on the page. `curve` has points."""
    drawn = {
        key: (figure[:1].upper() + figure[1:], _panels(curve, numbers, key)) for key, (figure, *_) in MEASURES.items()
    }
    return chart(
        together(element("p", f"{growth_finding(curve)}.", class_="finding"), measures("growth", drawn)),
        "Across: customers in the table, or rows before the page. Upwards: what one request costs. Both axes are "
        "logarithmic. In brackets the slope of a straight line through the two largest decades: 1 is linear, 0 does "
        "not grow. Asked by one user, one request at a time. Blocks are of 8 KiB and the same on every machine. "
        "×: invalid, and not in the slope.",
        " · ".join(conditions_words(curve)),
    )


def _panels(curve: Results, numbers: Mapping[str, int], key: str) -> Markup:
    figure, words, _ = MEASURES[key]
    value = FIGURES[figure]
    y = log_axis([found for point in curve.curve if (found := value(point))], words)
    lines = dict.fromkeys((point.axis, point.scenario) for point in curve.curve)
    drawn = []
    for axis, scenario in lines:
        points = [point for point in curve.curve if (point.axis, point.scenario) == (axis, scenario)]
        x = log_axis([position(point) for point in points], rows_words)
        heading = panel_of(axis, scenario)
        remarks = [
            remark(numbers[slope.contender], f"{slope.contender} {slope.words} ({slope.value:z.2f})")
            for slope in slopes(curve)
            if (slope.axis, slope.scenario, slope.figure) == (axis, scenario, figure)
        ]
        label = f"{figure} of {heading}"
        drawn.append(panel(heading, together(*remarks), plot(x, y, _lines(points, numbers, key), label=label)))
    return element("div", *drawn, class_="panels")


def rows_words(rows: float) -> str:
    """3M, 100k, 20."""
    for limit, unit in ((1e6, "M"), (1e3, "k")):
        if rows >= limit:
            return f"{rows / limit:g}{unit}"
    return f"{rows:g}"


def _lines(points: Sequence[CurvePoint], numbers: Mapping[str, int], key: str) -> list[Line]:
    figure, _, unit = MEASURES[key]
    lines = []
    for name in dict.fromkeys(point.contender for point in points):
        mine = sorted((point for point in points if point.contender == name), key=position)
        found = [(point, value) for point in mine if (value := FIGURES[figure](point))]
        marks = [
            Point(position(point), value, _says(point, f"{number(value)} {unit}"), "dot" if point.valid else "cross")
            for point, value in found
        ]
        path = [(mark.x, mark.y) for mark in marks if mark.shape == "dot"]
        lines.append(Line(numbers[name], path, marks))
    return lines


def _says(point: CurvePoint, figure: str) -> str:
    where = f"{point.rows:,} customers" if point.depth is None else f"after {point.depth:,} rows"
    doubt = "" if point.valid else f"; invalid: {point.invalid_reason}"
    return f"{point.scenario}, {point.contender}, {where}: {figure}, of {point.requests:,} requests{doubt}"
