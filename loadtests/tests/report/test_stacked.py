"""A terminal may be narrow: every figure is there at every width, whole, and no line is longer than the terminal."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bench.analysis.compare import compare
from bench.analysis.rows import rows
from bench.report.comparison import cells as comparison_cells
from bench.report.comparison import print_comparison
from bench.report.curve import cells, print_curve
from bench.report.floor_lines import figure_lines, ratio_lines
from bench.report.floors import print_floors
from bench.report.load import capacity_lines, own_rate_lines
from bench.report.stacked import print_stacked
from bench.report.terminal import COLUMNS, print_table
from bench.report.words import figure_words
from bench.results.run import Contender, Results
from made_up_capacity import standard
from made_up_curve import curve
from made_up_floors import results as floor_results
from made_up_floors import trials
from made_up_results import quick, with_a_third_contender, with_an_invalid_cell
from rich.console import Console

WIDTHS = [40, 60, 79, 80, 91, 100, 200]


def with_four_contenders() -> Results:
    run = with_a_third_contender()
    name = "a_contender_of_mine"
    copies = [replace(cell, contender=name) for cell in run.cells if cell.contender == "bolt"]
    mine = Contender(name=name, title="mine", workers=2, cached=False)
    return replace(run, contenders=(*run.contenders, mine), cells=(*run.cells, *copies))


def printed(width: int, show: Callable[[Console], None]) -> str:
    console = Console(file=io.StringIO(), width=width)
    show(console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def fits(text: str, width: int) -> bool:
    return max(len(line.rstrip()) for line in text.splitlines()) <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender, with_four_contenders])
def test_a_run_shows_every_figure_at_every_width(shape: Callable[[], Results], width: int) -> None:
    run = shape()
    text = printed(width, lambda console: print_table(run, console))
    if width >= 60:
        assert fits(text, width)
    lines = [line.split() for line in text.splitlines()]
    for row in rows(run):
        if row.figures:
            shown = [line[1:] for line in lines if line[:1] == [row.contender.name]]
            assert is_in_order(figure_words(row, row.figures), shown), (row.scenario.name, row.contender.name)
    for _, names in COLUMNS:
        assert " ".join(" ".join(names).split()) in " ".join(text.split())


def is_in_order(figures: list[str], lines: list[list[str]]) -> bool:
    """The figures stand in one of the lines, or at the beginning of it and in later ones."""
    for number, line in enumerate(lines):
        size = len(line)
        if line and figures[:size] == line[: len(figures)]:
            return size >= len(figures) or is_in_order(figures[size:], lines[number + 1 :])
        # From 160 columns on the verdict follows in the same line.
        if line[: len(figures)] == figures:
            return True
    return not figures


@pytest.mark.parametrize("width", WIDTHS)
def test_own_rates_and_capacities_are_whole_at_every_width(width: int) -> None:
    run = standard()
    text = printed(width, lambda console: print_table(run, console))
    for cell in {cell for line in [*own_rate_lines(run), *capacity_lines(run)] for cell in line}:
        assert squeezed(cell) in squeezed(text)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_comparison_is_whole_at_every_width(width: int) -> None:
    before, after = with_four_contenders(), with_four_contenders()
    found = compare(before, after)
    text = printed(width, lambda console: print_comparison(found, before, after, console))
    assert "…" not in text
    for change in found.changes:
        for cell in comparison_cells(change):
            assert squeezed(cell) in squeezed(text) or width < 60


@pytest.mark.parametrize("width", WIDTHS)
def test_a_table_puts_every_cell_below_its_heading_or_in_a_further_table_with_the_same_beginnings(width: int) -> None:
    headings = ["scenario", *(f"heading {number}" for number in range(8))]
    lines = [[f"line{line}", *(f"cell{line}{number}" for number in range(8))] for line in range(3)]
    text = printed(width, lambda console: print_stacked(console, headings, lines))
    assert fits(text, width)
    tables = [block.splitlines() for block in text.split("\n\n")]
    assert len(tables) > 1 or width >= 98
    found: dict[str, str] = {}
    for head, *body in tables:
        assert [line.split()[0] for line in body] == ["line0", "line1", "line2"]
        for match in re.finditer(r"heading \d", head):
            for line in body:
                cell = line[: match.end()].split()[-1]
                found[cell] = match.group()
    assert found == {cell: headings[number] for line in lines for number, cell in enumerate(line) if number}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_curve_is_whole_at_every_width(width: int) -> None:
    grown = curve()
    text = printed(width, lambda console: print_curve(grown, console))
    assert "…" not in text
    for point in grown.curve:
        for cell in cells(point):
            assert squeezed(cell) in squeezed(text)


@pytest.mark.parametrize("width", WIDTHS)
def test_floors_are_whole_at_every_width(width: int) -> None:
    found = floor_results(
        trials("hit", 50), trials("page from redis", 40), trials("stock Django, hit", 1324), trials("miss", 300)
    )
    text = printed(width, lambda console: print_floors(found, Path("results/floors/one.json"), console))
    assert "…" not in text
    for line in [*figure_lines(found), *ratio_lines(found)]:
        for cell in line:
            assert squeezed(cell) in squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
