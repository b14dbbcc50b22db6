"""How much load each contender carries: throughput against p99, a point for each plateau."""

from collections.abc import Mapping

from bench.report.load import capacity_words
from bench.report.numbers import count, duration, number, percent
from bench.report.page.figure import chart
from bench.report.page.latency import time_words
from bench.report.page.markup import Markup, element, together
from bench.report.page.plot import Line, Point, log_axis, plot
from bench.results.run import Capacity, Plateau, Results


def capacities(results: Results, numbers: Mapping[str, int]) -> Markup:
    """`numbers`: those of the contenders on the page. `results` have a capacity."""
    objective = results.capacity[0].objective
    plateaus = [plateau for capacity in results.capacity for plateau in capacity.plateaus]
    x = log_axis([each.requests_per_s for each in plateaus], count)
    y = log_axis([objective.p99_ms, *(each.p99_ms or 0.0 for each in plateaus)], time_words, room=1.4)
    lines = [_line(numbers[each.contender], each) for each in results.capacity]
    words = [
        element("li", f"{capacity_words(each)}.", class_=f"of-{numbers[each.contender]}") for each in results.capacity
    ]
    drawn = plot(x, y, lines, label="Throughput against p99", limit=objective.p99_ms)
    return chart(
        together(element("ul", *words, class_="findings"), element("div", drawn, class_="wide")),
        f"Across: requests answered a second. Upwards: time within which 99 % of them were answered. Dashed: the "
        f"objective, {objective.p99_ms:g} ms. ×: a plateau that missed it. Each plateau offers a constant rate, "
        "whatever the answers take, on the machine that also runs the load generator.",
    )


def _line(contender: int, capacity: Capacity) -> Line:
    points = [
        Point(each.requests_per_s, each.p99_ms, _says(capacity, each), "dot" if each.met else "cross")
        for each in capacity.plateaus
        if each.p99_ms and each.requests_per_s
    ]
    return Line(contender, [(point.x, point.y) for point in points], points)


def _says(capacity: Capacity, plateau: Plateau) -> str:
    missed = "; ".join(filter(None, (plateau.missed_because, plateau.doubt)))
    star = "" if plateau.latency.p99_ms is not None else f" (observed of {plateau.requests:,} requests)"
    return (
        f"{capacity.contender}, {number(plateau.offered_per_s)} iterations a second offered: "
        f"{number(plateau.requests_per_s)} requests a second, p99 {duration(plateau.p99_ms or 0.0)}{star}, "
        f"{number(plateau.cpu_ms_per_request.total)} ms of CPU a request, k6's share {percent(plateau.k6_share)}. "
        + (f"Missed: {missed}." if missed else "The objective is met.")
    )
