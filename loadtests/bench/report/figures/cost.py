"""The cost of a traffic: busy cores over requests a second, a line a contender, with the points that k6 measured."""

from collections.abc import Sequence

from bench.analysis.cost import CostLine, cost_lines, measured_cores
from bench.report.figures.axis import log_axis
from bench.report.figures.figure import Figure, Panel, Path, Point, View
from bench.report.findings import cost_finding
from bench.report.numbers import count, number
from bench.report.words import conditions_words
from bench.results.run import Capacity, Plateau, Results

# The line begins here.
LEAST_PER_S = 0.1
STEPS = 40


def cost(results: Results) -> Figure:
    """`results` have a capacity, the CPU of its scenario, and the idle CPU."""
    lines = cost_lines(results)
    paths = [_path(each, line) for each, line in lines]
    places = [place for path in paths for place in (*path.places, *((point.x, point.y) for point in path.points))]
    panel = Panel(
        label="Cores over requests a second",
        x=log_axis([x for x, _ in places], count, room=1.4),
        y=log_axis([y for _, y in places], count, room=1.4),
        paths=paths,
        remarks=[(each.contender, _remark(each.contender, line)) for each, line in lines],
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


def _path(capacity: Capacity, line: CostLine) -> Path:
    points = [_point(capacity, each, line=line) for each in capacity.plateaus if each.requests_per_s]
    return Path(capacity.contender, list(_places(capacity, line)), points)


def _places(capacity: Capacity, line: CostLine) -> Sequence[tuple[float, float]]:
    met = capacity.highest_met
    highest = met.requests_per_s if met else max((each.requests_per_s for each in capacity.plateaus), default=0.0)
    if not highest:
        return []
    rates = [LEAST_PER_S * (highest / LEAST_PER_S) ** (step / STEPS) for step in range(STEPS + 1)]
    return [(rate, line.cores(rate)) for rate in rates]


def _point(capacity: Capacity, plateau: Plateau, *, line: CostLine) -> Point:
    cores = measured_cores(plateau)
    expected = number(line.cores(plateau.requests_per_s))
    rate = number(plateau.requests_per_s)
    says = f"{capacity.contender}, {rate} requests a second: {number(cores)} busy cores, the line says {expected}."
    return Point(plateau.requests_per_s, cores, says, "dot" if plateau.met else "cross")


def _remark(contender: str, line: CostLine) -> str:
    return f"{contender} {number(line.idle_ms_per_s)} ms a second idle, {number(line.busy_ms_per_request)} ms a request"
