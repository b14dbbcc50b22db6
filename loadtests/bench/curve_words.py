"""A curve on the terminal: the points, and what their slopes say."""

from rich.console import Console
from rich.table import Table

from bench.report_numbers import UNKNOWN, count, number
from bench.report_words import conditions_words
from bench.results import CurvePoint, Results
from bench.slopes import sentences

HEADINGS = ("scenario", "contender", "rows or depth", "median ms", "CPU ms", "SQL", "blocks", "requests", "valid")


def print_curve(results: Results, console: Console) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading in ("scenario", "contender", "valid") else "right")
    for point in sorted(results.curve, key=lambda point: (point.axis, point.scenario, point.contender, point.x)):
        table.add_row(*cells(point))
    console.print(table)
    for line in sentences(results):
        console.print(line, highlight=False, soft_wrap=True)
    console.print("\n" + " · ".join(conditions_words(results)), style="dim", highlight=False, soft_wrap=True)


def cells(point: CurvePoint) -> list[str]:
    return [
        point.scenario,
        point.contender,
        f"{point.x:,}",
        UNKNOWN if point.median_ms is None else number(point.median_ms),
        number(point.cpu_ms_per_request.total),
        count(point.sql_statements_per_request),
        count(point.sql_blocks_per_request),
        f"{point.requests:,}",
        "yes" if point.valid else f"no: {point.invalid_reason}",
    ]
