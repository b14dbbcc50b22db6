"""The cost of a traffic: busy cores over requests a second, a line a contender, with the points that k6 measured."""

from collections.abc import Sequence

from bench.analysis.cost import line_cores, measured_cores
from bench.report.figures.axis import log_axis
from bench.report.figures.figure import Figure, Panel, Path, Point, View
from bench.report.findings import cost_finding
from bench.report.numbers import count, number
from bench.report.words import conditions_words
from bench.results.run import Capacity, Plateau, Results

# The line begins here.
LEAST_PER_S = 0.1


def cost(results: Results) -> Figure:
    """`results` have a capacity, the CPU of its scenario, and the idle CPU."""
    lines = [_path(results, capacity) for capacity in results.capacity]
    places = [place for line in lines for place in (*line.places, *((point.x, point.y) for point in line.points))]
    panel = Panel(
        label="Cores over requests a second",
        x=log_axis([x for x, _ in places], count, room=1.4),
        y=log_axis([y for _, y in places], count, room=1.4),
        paths=lines,
        remarks=[(each.contender, _remark(results, each)) for each in results.capacity],
    )
    return Figure(
        stem="cost",
        finding=cost_finding(results),
        contenders=[contender.name for contender in results.contenders],
        views=[View("cost", "Cost", "", [panel])],
        caption=(
            f"Across: requests a second of {results.capacity[0].scenario}. Upwards: busy cores of service, database "
            "and cache. A line is idle CPU + busy CPU × requests, and ends at the highest rate that met the objective. "
            "Points are measurements of k6 at constant rates, ×: one that missed the objective."
        ),
        conditions=conditions_words(results),
    )


def _path(results: Results, capacity: Capacity) -> Path:
    points = [_point(results, capacity, plateau=each) for each in capacity.plateaus if each.requests_per_s]
    return Path(capacity.contender, list(_line(results, capacity)), points)


def _line(results: Results, capacity: Capacity) -> Sequence[tuple[float, float]]:
    met = capacity.highest_met
    highest = met.requests_per_s if met else max((each.requests_per_s for each in capacity.plateaus), default=0.0)
    if not highest or line_cores(results, capacity, per_s=highest) is None:
        return []
    steps = 40
    rates = [LEAST_PER_S * (highest / LEAST_PER_S) ** (step / steps) for step in range(steps + 1)]
    return [(rate, line_cores(results, capacity, per_s=rate) or 0.0) for rate in rates]


def _point(results: Results, capacity: Capacity, *, plateau: Plateau) -> Point:
    cores = measured_cores(plateau)
    expected = line_cores(results, capacity, per_s=plateau.requests_per_s)
    line = f", the line says {number(expected)}" if expected else ""
    says = (
        f"{capacity.contender}, {number(plateau.requests_per_s)} requests a second: {number(cores)} busy cores{line}."
    )
    return Point(plateau.requests_per_s, cores, says, "dot" if plateau.met else "cross")


def _remark(results: Results, capacity: Capacity) -> str:
    idle = line_cores(results, capacity, per_s=0.0)
    busy = line_cores(results, capacity, per_s=1.0)
    if idle is None or busy is None:
        return capacity.contender
    return f"{capacity.contender} {number(1000 * idle)} ms a second idle, {number(1000 * (busy - idle))} ms a request"
