"""How a cost grows: the slope of a straight line through points on two logarithmic axes.

1 means that a table, or a depth, ten times as large costs ten times as much; 0 that it does not matter. A fixed cost
hides growth where the table is small, so the line is fitted to the points of the two largest decades.
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

FLAT = 0.1  # a slope up to here is no growth: ten times the rows cost a quarter more

# By the slope's upper end; of one latency, and of many blocks.
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
    """Of every figure on every line of the curve that has at least two valid points."""
    lines = dict.fromkeys((point.axis, point.scenario, point.contender) for point in results.curve)
    found = [_slope(results, axis, scenario, name, figure) for axis, scenario, name in lines for figure in FIGURES]
    return [slope for slope in found if slope]


def _slope(results: Results, axis: Axis, scenario: str, contender: str, figure: str) -> Slope | None:
    line = (axis, scenario, contender)
    mine = [point for point in results.curve if (point.axis, point.scenario, point.contender) == line and point.valid]
    points = [(position(point), value) for point in mine if (value := FIGURES[figure](point))]
    largest = max((x for x, _ in points), default=0)
    points = [(x, y) for x, y in points if x * 10**DECADES >= largest]
    if len({x for x, _ in points}) < LEAST_POINTS:
        return None
    return Slope(axis, scenario, contender, figure, fitted(points), len(points))


def position(point: CurvePoint) -> float:
    """Where the point lies on its axis; a depth counts to the page's last row: the first page has a logarithm, too."""
    return point.x if point.depth is None else point.depth + PAGE_ROWS


def panel_of(axis: Axis, scenario: str) -> str:
    """What a chart calls the line."""
    return scenario if axis == "rows" else "depth of the page"


def fitted(points: Sequence[tuple[float, float]]) -> float:
    """Least squares on the logarithms."""
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
