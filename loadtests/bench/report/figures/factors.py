"""The headline: how many times less CPU, or time, a request needs than with the baseline. A bar for each scenario."""

from collections.abc import Callable

from bench.analysis.overall import overall
from bench.analysis.rows import Row, rows_of
from bench.report.figures.axis import log_axis
from bench.report.figures.figure import Bar, BarGroup, Bars, Figure, View
from bench.report.findings import cpu_finding
from bench.report.numbers import count, duration, number
from bench.report.words import (
    brackets_words,
    conditions_words,
    counted,
    cpu_words,
    latency_words,
    load_words,
    overall_words,
)
from bench.results.run import Results

CPU = "CPU: of service, database and cache together, while they are busy."
LATENCY = "Latency: of the same question, asked to both one after the other."


def factors(results: Results) -> Figure:
    baseline = results.contenders[0].name
    rounds = results.conditions.rounds
    return Figure(
        stem="factors",
        finding=cpu_finding(results),
        contenders=[contender.name for contender in results.contenders],
        views=[
            View("cpu", "CPU", CPU, _bars(results, lambda first, row: _cpu_bar(first, row, rounds=rounds))),
            View("latency", "Latency", LATENCY, _bars(results, _latency_bar)),
        ],
        caption=f"Thin lines: the interval. Pale: no clear difference. {brackets_words(rounds)}",
        conditions=conditions_words(results),
        totals=" ".join(f"{overall_words(mean, baseline)}." for mean in overall(results)),
    )


def _bars(results: Results, bar: Callable[[Row, Row], Bar]) -> Bars:
    """`bar` makes one of the baseline's row and a contender's."""
    groups = []
    for scenario in results.scenarios:
        baseline, *others = rows_of(results, scenario)
        groups.append(BarGroup(scenario.name, scenario.title, [bar(baseline, row) for row in others]))
    found = [each.estimate for group in groups for each in group.bars if each.estimate]
    bounds = [bound for each in found for bound in (each.low, each.high)]
    return Bars(log_axis([1.0, *bounds], lambda value: f"{count(value)}×"), groups)


def _cpu_bar(baseline: Row, row: Row, *, rounds: int) -> Bar:
    ratio = row.cpu_ratio
    if ratio is None:
        return _no_bar(baseline, row, otherwise="no ratio")
    words = cpu_words(ratio)
    some = f", {ratio.n} of {rounds} rounds" if ratio.n < rounds else ""
    both = [(each.contender.name, each.figures) for each in (baseline, row)]
    costs = " and ".join(f"{name} {number(figures.cpu_ms.total)} ms" for name, figures in both if figures)
    says = f"{words} in {counted(ratio.n, 'round')}. CPU of a request: {costs} ({load_words(row.scenario)})."
    return Bar(row.contender.name, words + some, ratio, f"{row.scenario.name}, {row.contender.name}: {says}")


def _latency_bar(baseline: Row, row: Row) -> Bar:
    ratio = row.latency_ratio
    if ratio is None:
        return _no_bar(baseline, row, otherwise="not asked in pairs")
    words = latency_words(ratio)
    both = [(each.contender.name, each.latency.p50_ms) for each in (baseline, row)]
    medians = " and ".join(f"{name} {duration(median)}" for name, median in both if median)
    known = f" Medians: {medians}." if medians else ""
    says = f"{words} in {counted(ratio.n, 'pair')}.{known}"
    return Bar(row.contender.name, words, ratio, f"{row.scenario.name}, {row.contender.name}: {says}")


def _no_bar(baseline: Row, row: Row, *, otherwise: str) -> Bar:
    """In its place the reason why there is none: the contender's own, or the baseline's."""
    blamed = row if row.remark else baseline
    words = f"{blamed.contender.name}: {blamed.remark}" if blamed.remark else otherwise
    return Bar(row.contender.name, words, wrong=bool(blamed.remark))
