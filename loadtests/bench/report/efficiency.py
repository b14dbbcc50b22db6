"""Requests a second that one busy core serves."""

from collections.abc import Iterator, Sequence

from bench.analysis.rows import rows
from bench.report.numbers import number, requests_per_core
from bench.report.words import total_cpu
from bench.results.run import Results

UNIT = "requests/s per core"


def efficiency_lines(results: Results) -> Iterator[Sequence[str]]:
    """A line for each scenario: its name, then a figure for each contender."""
    table = rows(results)
    for scenario in results.scenarios:
        totals = [total_cpu(row) for row in table if row.scenario == scenario]
        yield [scenario.name, *(number(total and requests_per_core(total)) for total in totals)]
