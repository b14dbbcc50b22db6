"""How long answers take."""

from bench.report.figures.latency import latencies
from bench.report.findings import latency_finding
from bench.report.sections.section import Section
from bench.results.run import Results


def latency_section(results: Results) -> Section | None:
    if not (results.paired or results.serial):
        return None
    return Section("How long answers take", f"{latency_finding(results)}.", figure=lambda: latencies(results))
