"""A curve on the terminal: the points, and their slopes in words."""

from rich.console import Console

from bench.analysis.slopes import sentences
from bench.report.numbers import UNKNOWN, count, number
from bench.report.sections.section import Line, Table, columns
from bench.report.terminal_table import print_table
from bench.report.words import conditions_words
from bench.results.run import CurvePoint, Results

COLUMNS = columns("scenario, contender, rows or depth, median ms, CPU ms, SQL, blocks, requests, valid")


def print_curve(results: Results, console: Console) -> None:
    points = sorted(results.curve, key=lambda point: (point.axis, point.scenario, point.contender, point.x))
    lines = [_line(point) for point in points]
    print_table(Table("Every point", COLUMNS, lines, keys=3), console)
    for line in sentences(results):
        console.print(line, highlight=False, soft_wrap=True)
    console.print("\n" + " · ".join(conditions_words(results)), style="dim", highlight=False, soft_wrap=True)


def _line(point: CurvePoint) -> Line:
    remark = "" if point.valid else f"invalid: {point.invalid_reason}"
    return Line(cells(point), point.contender, remark=remark, valid=point.valid)


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
