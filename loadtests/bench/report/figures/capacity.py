"""How much load each contender carries: throughput against p99, a point for each plateau."""

from bench.report.figures.axis import log_axis, time_words
from bench.report.figures.figure import Figure, Limit, Panel, Path, Point, View
from bench.report.findings import capacity_finding, carried_words
from bench.report.numbers import count, duration, number, percent
from bench.report.words import conditions_words
from bench.results.run import Capacity, Plateau, Results


def capacities(results: Results) -> Figure:
    """`results` have a capacity."""
    objective = results.capacity[0].objective
    plateaus = [plateau for capacity in results.capacity for plateau in capacity.plateaus]
    panel = Panel(
        label="Throughput against p99",
        x=log_axis([each.requests_per_s for each in plateaus], count, room=1.4),
        y=log_axis([objective.p99_ms, *(each.p99_ms or 0.0 for each in plateaus)], time_words, room=1.4),
        paths=[_path(each) for each in results.capacity],
        remarks=[(each.contender, _remark(each)) for each in results.capacity],
        limit=Limit(objective.p99_ms, f"the objective: {objective.p99_ms:g} ms"),
    )
    caption = (
        "Across: requests answered a second. Upwards: time within which 99 % of them were answered. Dashed: the "
        f"objective, 99 % within {objective.p99_ms:g} ms, nothing dropped, hardly an error. ×: a plateau that missed "
        "it. Each plateau offers a constant rate, whatever the answers take, on the machine that also runs the load "
        "generator."
    )
    return Figure(
        stem="capacity",
        finding=capacity_finding(results),
        contenders=[contender.name for contender in results.contenders],
        views=[View("capacity", "Capacity", "", [panel])],
        caption=caption,
        conditions=conditions_words(results),
    )


def _remark(capacity: Capacity) -> str:
    unit = " requests/s" if capacity.highest_met else ""
    return f"{capacity.contender} {carried_words(capacity)}{unit}"


def _path(capacity: Capacity) -> Path:
    points = [
        Point(each.requests_per_s, each.p99_ms, _says(capacity, each), "dot" if each.met else "cross")
        for each in capacity.plateaus
        if each.p99_ms and each.requests_per_s
    ]
    return Path(capacity.contender, [(point.x, point.y) for point in points], points)


def _says(capacity: Capacity, plateau: Plateau) -> str:
    missed = "; ".join(filter(None, (plateau.missed_because, plateau.doubt)))
    star = "" if plateau.latency.p99_ms is not None else f" (observed of {plateau.requests:,} requests)"
    return (
        f"{capacity.contender}, {number(plateau.offered_per_s)} iterations a second offered: "
        f"{number(plateau.requests_per_s)} requests a second, p99 {duration(plateau.p99_ms or 0.0)}{star}, "
        f"{number(plateau.cpu_ms_per_request.total)} ms of CPU a request, k6's share {percent(plateau.k6_share)}. "
        + (f"Missed: {missed}." if missed else "The objective is met.")
    )
