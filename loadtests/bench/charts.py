"""The charts of a run, and the sentence that each one shows."""

from pathlib import Path

from bench.chart_factors import factors
from bench.chart_latency import latency
from bench.chart_theme import save
from bench.report_findings import cpu_finding, latency_finding
from bench.results import Results

# By the beginning of their file names: `factors-light.svg`, `factors-dark.svg`, `factors-light.png` …
CHARTS = {"factors": (factors, cpu_finding), "latency": (latency, latency_finding)}


def write_charts(results: Results, media: Path) -> list[Path]:
    return [file for stem, (chart, _) in CHARTS.items() for file in save(chart(results), stem, media)]
