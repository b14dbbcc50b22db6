"""A curve on the terminal: the points, and what their slopes say."""

from rich.console import Console
from rich.text import Text

from bench.analysis.slopes import sentences
from bench.report.numbers import UNKNOWN, count, number
from bench.report.stacked import print_stacked
from bench.report.words import conditions_words
from bench.results.run import CurvePoint, Results

HEADINGS = ("scenario", "contender", "rows or depth", "median ms", "CPU ms", "SQL", "blocks", "requests", "valid")


def print_curve(results: Results, console: Console) -> None:
    points = sorted(results.curve, key=lambda point: (point.axis, point.scenario, point.contender, point.x))
    print_stacked(console, HEADINGS, [cells(point) for point in points], keys=3)
    for point in points:
        if not point.valid:
            words = f"invalid: {point.scenario} of {point.contender} at {point.x:,}: {point.invalid_reason}"
            console.print(Text(words, "yellow"))
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
        "yes" if point.valid else "no",
    ]
