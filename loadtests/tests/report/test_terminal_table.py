"""A terminal may be narrow: every figure is there at every width, whole, and no line is longer than the terminal."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.analysis.compare import compare
from bench.analysis.rows import rows
from bench.report.comparison import cells as comparison_cells
from bench.report.comparison import print_comparison
from bench.report.curve import cells, print_curve
from bench.report.floor_lines import figure_lines, ratio_lines
from bench.report.floors import print_floors
from bench.report.sections.capacity import capacity_section
from bench.report.sections.cost import cost_section
from bench.report.sections.scenarios import COLUMNS
from bench.report.sections.section import Column, Line, Table
from bench.report.terminal import print_run
from bench.report.terminal_table import print_table
from bench.report.words import figure_words
from bench.results.run import Results
from made_up_capacity import standard
from made_up_curve import curve
from made_up_floors import results as floor_results
from made_up_floors import trials
from made_up_results import quick, with_a_third_contender, with_an_invalid_cell, with_four_contenders
from rich.console import Console

pytestmark = pytest.mark.long

WIDTHS = [40, 60, 79, 80, 91, 100, 200]


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
    text = printed(width, lambda console: print_run(run, console))
    if width >= 60:
        assert fits(text, width)
    lines = [line.split() for line in text.splitlines()]
    for row in rows(run):
        if row.figures:
            shown = [line[1:] for line in lines if line[:1] == [row.contender.name]]
            assert is_in_order(figure_words(row, row.figures), shown), (row.scenario.name, row.contender.name)
    for column in COLUMNS[2:]:
        assert column.said or column.name in text.split()


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
def test_costs_and_capacities_are_whole_at_every_width(width: int) -> None:
    run = standard()
    text = printed(width, lambda console: print_run(run, console))
    sections = [section for section in (cost_section(run), capacity_section(run)) if section]
    assert len(sections) == 2
    for line in [line for section in sections for table in section.tables for line in table.lines]:
        assert all(squeezed(cell) in squeezed(text) for cell in line.cells)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_comparison_is_whole_at_every_width(width: int) -> None:
    before, after = with_four_contenders(), with_four_contenders()
    found = compare(before, after)
    text = printed(width, lambda console: print_comparison(found, console, before=before, after=after))
    assert "…" not in text
    for change in found.changes:
        for cell in comparison_cells(change):
            assert squeezed(cell) in squeezed(text) or width < 60


@pytest.mark.parametrize("width", WIDTHS)
def test_a_table_puts_every_cell_below_its_heading_or_in_a_further_table_with_the_same_beginnings(width: int) -> None:
    columns = [Column("scenario", words=True), *(Column(f"heading {number}") for number in range(8))]
    lines = [[f"line{line}", *(f"cell{line}{number}" for number in range(8))] for line in range(3)]
    table = Table("a table", columns, [Line(cells) for cells in lines])
    text = printed(width, lambda console: print_table(table, console))
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
    assert found == {cell: columns[number].name for line in lines for number, cell in enumerate(line) if number}


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
    text = printed(width, lambda console: print_floors(found, console, file=Path("results/floors/one.json")))
    assert "…" not in text
    for line in [*figure_lines(found), *ratio_lines(found)]:
        for cell in line:
            assert squeezed(cell) in squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_columns_of_a_group_stand_below_its_heading_and_stay_together() -> None:
    columns = [Column("scenario", words=True), *(Column(name, "a group") for name in ("one", "two")), Column("three")]
    table = Table("a table", columns, [Line(["line", "1", "2", "a long figure"])])
    head, names, line, *_ = printed(28, lambda console: print_table(table, console)).splitlines()
    assert [each.split() for each in (head, names)] == [["a", "group"], ["scenario", "one", "two"]]
    assert line.split() == ["line", "1", "2"]
    assert names.index("one") <= head.index("a group")


def test_lines_in_blocks_stand_below_the_name_of_theirs_and_a_remark_stands_below_its_line() -> None:
    names = [Column(name, words=True) for name in ("scenario", "contender")]
    lines = [Line(["list", "naive", "1", "no"], remark="dropped", valid=False), Line(["list", "other", "2", "yes"])]
    columns = [*names, Column("ms"), Column("valid", said=True)]
    table = Table("a table", columns, lines, keys=2, groups={"list": "newest customers"})
    found = [line.split() for line in printed(80, lambda console: print_table(table, console)).splitlines()[1:]]
    assert found == [["list", "newest", "customers"], ["naive", "1"], ["dropped"], ["other", "2"]]
