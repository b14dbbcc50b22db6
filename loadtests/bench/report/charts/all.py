"""The charts of a run, and of a curve, as far as the results hold what they show; with the sentence that each shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import altair as alt

from bench.report.charts.capacity import capacity
from bench.report.charts.factors import factors
from bench.report.charts.growth import growth
from bench.report.charts.latency import latency
from bench.report.charts.theme import save
from bench.report.findings import capacity_finding, cpu_finding, growth_finding, latency_finding
from bench.results.run import Results


@dataclass(frozen=True, slots=True)
class Chart:
    stem: str
    """The beginning of its file names: `factors-light.svg` and `factors-dark.svg`."""
    results: Results
    draw: Callable[[Results], alt.TopLevelMixin]
    finding: str


def charts(results: Results, curve: Results | None = None) -> Iterator[Chart]:
    yield Chart("factors", results, factors, cpu_finding(results))
    yield Chart("latency", results, latency, latency_finding(results))
    if results.capacity:
        yield Chart("capacity", results, capacity, capacity_finding(results))
    if curve and curve.curve:
        yield Chart("growth", curve, growth, growth_finding(curve))


def write_growth(curve: Results, media: Path) -> list[Path]:
    """Of a curve alone, where there is no run yet to draw it beside."""
    return save(growth(curve), "growth", media)


def write_charts(results: Results, media: Path, curve: Results | None = None) -> list[Path]:
    return [file for chart in charts(results, curve) for file in save(chart.draw(chart.results), chart.stem, media)]
