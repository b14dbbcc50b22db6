"""What the CPU time of a request means: what a busy core serves, and what a million requests cost."""

from collections.abc import Iterator, Sequence

from bench.analysis.rows import rows
from bench.report.numbers import number, requests_per_core, usd, usd_per_million
from bench.report.words import total_cpu
from bench.results.run import Results

UNITS = ("requests/s per core", "USD per million requests")


def efficiency_lines(results: Results) -> Iterator[Sequence[str]]:
    """A line for each scenario: its name, then a figure for each contender in the first unit, then in the second."""
    table = rows(results)
    for scenario in results.scenarios:
        totals = [total_cpu(row) for row in table if row.scenario == scenario]
        served = [number(total and requests_per_core(total)) for total in totals]
        yield [scenario.name, *served, *(usd(total and usd_per_million(total)) for total in totals)]
