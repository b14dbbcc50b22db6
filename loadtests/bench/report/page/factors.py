"""The headline: how many times less CPU, or time, a request needs than with the baseline. A bar for each scenario."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.analysis.rows import Row, rows, rows_of
from bench.analysis.statistics import Estimate
from bench.report.numbers import count, duration, number
from bench.report.page.figure import chart, measures
from bench.report.page.markup import Markup, element, together
from bench.report.page.plot import Axis, log_axis, percent_of
from bench.report.words import brackets_words, counted, cpu_words, latency_words, load_words
from bench.results.run import Results, Scenario

BAR = 18  # pixels


@dataclass(frozen=True, slots=True)
class Measure:
    title: str
    ratio: Callable[[Row], Estimate | None]
    words: Callable[[Estimate], str]
    costs: Callable[[Row, Row, Estimate], str]
    """Of the baseline's row and a contender's: what stands behind their ratio."""
    missing: str
    """Why there is no ratio, where no row says so itself."""


def factors(results: Results) -> Markup:
    return chart(
        measures("factors", {key: (each.title, bars(results, each)) for key, each in MEASURES.items()}),
        "CPU: of service, database and cache together, at the same offered load. Latency: of the same question, asked "
        f"to both one after the other. The whisker is the interval. {brackets_words(results.conditions.rounds)} "
        "Pale: no clear difference.",
    )


def bars(results: Results, measure: Measure) -> Markup:
    found = [estimate for row in rows(results) if (estimate := measure.ratio(row))]
    bounds = [bound for each in found for bound in (each.low, each.high)]
    axis = log_axis([1.0, *bounds], lambda value: f"{count(value)}×")
    scenarios = [_scenario(results, scenario, measure, axis) for scenario in results.scenarios]
    ticks = [element("text", axis.words(tick), x=percent_of(axis.share(tick)), y=12) for tick in axis.ticks()]
    scale = element("div", element("svg", *ticks), class_="bar scale", aria_hidden="true")
    return together(element("ol", *scenarios, class_="bars marks"), scale)


def _scenario(results: Results, scenario: Scenario, measure: Measure, axis: Axis) -> Markup:
    name = element("div", element("b", scenario.name), element("small", scenario.title), class_="name")
    baseline, *others = rows_of(results, scenario)
    drawn = []
    for contender, row in enumerate(others, start=1):
        estimate = measure.ratio(row)
        if estimate:
            words, costs = measure.words(estimate), measure.costs(baseline, row, estimate)
            whose = f"{row.contender.name} " if len(others) > 1 else ""
            parts = (
                _drawn(axis, estimate, contender, f"{scenario.name}, {row.contender.name}: {words}{costs}"),
                _figure(words, whose),
            )
            drawn.append(element("div", *parts, class_=f"bar of-{contender}"))
        else:
            drawn.append(_no_bar(baseline, row, contender, measure.missing))
    return element("li", name, element("div", *drawn))


def _drawn(axis: Axis, estimate: Estimate, contender: int, says: str) -> Markup:
    left, right = sorted((axis.share(1), axis.share(estimate.value)))
    ticks = [percent_of(axis.share(tick)) for tick in axis.ticks()]
    bar = element(
        "rect",
        x=percent_of(left),
        width=percent_of(right - left),
        y="50%",
        height=BAR,
        transform=f"translate(0 {-BAR / 2:g})",
        rx=2,
        role="img",
        aria_label=says,
        class_=f"mark bar of-{contender}{'' if estimate.clear else ' unclear'}",
    )
    low, high = percent_of(axis.share(estimate.low)), percent_of(axis.share(estimate.high))
    whisker = element("line", x1=low, x2=high, y1="50%", y2="50%", class_="whisker")
    grid = [element("line", x1=tick, x2=tick, y1=0, y2="100%", class_="grid") for tick in ticks]
    return element("div", element("svg", *grid, bar, whisker), class_="plot")


def _figure(words: str, whose: str) -> Markup:
    """`52.1×`, what it means, and below it the interval."""
    figure, _, rest = words.partition("× ")
    meaning, bracket, interval = rest.partition("[")
    small = element("small", whose + bracket + interval)
    return element("div", element("b", f"{figure}×"), f" {meaning}", small, class_="figure")


def _no_bar(baseline: Row, row: Row, contender: int, missing: str) -> Markup:
    """In its place the reason why there is none: the contender's own, or the baseline's."""
    blamed = row if row.remark else baseline
    if not blamed.remark:
        return element("div", missing, class_=f"bar none of-{contender}")
    return element("div", f"{blamed.contender.name}: {blamed.remark}", class_=f"bar none wrong of-{contender}")


def _cpu_costs(baseline: Row, row: Row, estimate: Estimate) -> str:
    both = [(each.contender.name, each.figures) for each in (baseline, row)]
    costs = [f"{name} {number(figures.cpu_ms.total)} ms" for name, figures in both if figures]
    load = load_words(row.scenario)
    return f" in {counted(estimate.n, 'round')}. CPU of a request: {' and '.join(costs)} ({load})."


def _latency_costs(baseline: Row, row: Row, estimate: Estimate) -> str:
    both = [(each.contender.name, each.latency.p50_ms) for each in (baseline, row) if each.latency_valid]
    medians = [f"{name} {duration(median)}" for name, median in both if median]
    where = "pairs" if row.latency_of_pairs else "rounds"
    known = f" Medians in the {where}: {' and '.join(medians)}." if medians else ""
    return f" in {counted(estimate.n, 'pair')}.{known}"


# By the key of the measure on the page.
MEASURES = {
    "cpu": Measure("CPU", lambda row: row.cpu_ratio, cpu_words, _cpu_costs, "no ratio"),
    "latency": Measure("Latency", lambda row: row.latency_ratio, latency_words, _latency_costs, "not asked in pairs"),
}
