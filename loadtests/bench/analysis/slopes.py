"""How a cost grows: the slope of a straight line through points on two logarithmic axes.

1 means that a table (or a depth) ten times as large costs ten times as much. 0 means that the size does not matter. A
fixed cost hides growth in small tables, so the line is fitted to the points of the two largest decades.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.customers_api import PAGE_ROWS
from bench.results.run import Axis, CurvePoint, Results

DECADES = 2
LEAST_POINTS = 2

FIGURES: dict[str, Callable[[CurvePoint], float | None]] = {
    "latency": lambda point: point.median_ms,
    "CPU": lambda point: point.cpu_ms_per_request.total,
    "blocks": lambda point: point.sql_blocks_per_request,
}

# A slope up to here is no growth: ten times the rows cost a quarter more.
FLAT = 0.1

# By the slope's upper limit: the verb for one latency, and for many blocks.
WORDS = (
    (-FLAT, "shrinks", "shrink"),
    (FLAT, "does not grow", "do not grow"),
    (0.4, "grows slowly", "grow slowly"),
    (0.85, "grows less than linearly", "grow less than linearly"),
    (1.15, "grows linearly", "grow linearly"),
    (math.inf, "grows faster than linearly", "grow faster than linearly"),
)


@dataclass(frozen=True, slots=True)
class Slope:
    axis: Axis
    scenario: str
    contender: str
    figure: str
    """latency, CPU or blocks."""
    value: float
    points: int

    @property
    def grows(self) -> bool:
        return self.value >= FLAT

    @property
    def words(self) -> str:
        return next(many if self.figure == "blocks" else one for limit, one, many in WORDS if self.value < limit)


def slopes(results: Results) -> list[Slope]:
    """The slope of every figure on every line of the curve that has at least two valid points."""
    lines: dict[tuple[Axis, str, str], list[CurvePoint]] = {}
    for point in results.curve:
        lines.setdefault((point.axis, point.scenario, point.contender), []).append(point)
    found = []
    for (axis, scenario, contender), line in lines.items():
        for figure in FIGURES:
            points = largest_decades(_points([point for point in line if point.valid], figure))
            if len({x for x, _ in points}) >= LEAST_POINTS:
                found.append(Slope(axis, scenario, contender, figure, fitted(points), len(points)))
    return found


def _points(line: Sequence[CurvePoint], figure: str) -> list[tuple[float, float]]:
    return [(position(point), value) for point in line if (value := FIGURES[figure](point))]


def largest_decades(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Those to which a line is fitted."""
    largest = max((x for x, _ in points), default=0)
    return [(x, y) for x, y in points if x * 10**DECADES >= largest]


def position(point: CurvePoint) -> float:
    """The point on its axis. A depth counts to the page's last row, so that the first page has a logarithm too."""
    return point.x if point.depth is None else point.depth + PAGE_ROWS


def panel_of(axis: Axis, scenario: str) -> str:
    """The title of the line's chart."""
    return scenario if axis == "rows" else "depth of the page"


def fitted(points: Sequence[tuple[float, float]]) -> float:
    """The slope of a line through the logarithms, by least squares."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    middle_x = math.fsum(x for x, _ in logs) / len(logs)
    middle_y = math.fsum(y for _, y in logs) / len(logs)
    return math.fsum((x - middle_x) * (y - middle_y) for x, y in logs) / math.fsum((x - middle_x) ** 2 for x, _ in logs)


def sentences(results: Results) -> list[str]:
    """`deep_page of naive, as the table grows: latency grows linearly (0.98), …`, one for each line of the curve."""
    lines: dict[str, list[str]] = {}
    for slope in slopes(results):
        what = "the table" if slope.axis == "rows" else "the depth"
        line = lines.setdefault(f"{slope.scenario} of {slope.contender}, as {what} grows: ", [])
        line.append(f"{slope.figure} {slope.words} ({slope.value:z.2f})")
    return [beginning + ", ".join(parts) for beginning, parts in lines.items()]
