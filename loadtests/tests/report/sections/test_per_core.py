"""Requests a second of one busy core."""

from bench.report.numbers import requests_per_core
from bench.report.sections.per_core import per_core_section
from made_up_results import quick, with_an_invalid_cell, with_cpu


def test_what_a_core_serves_follows_from_the_cpu_time() -> None:
    assert requests_per_core(4.0) == 250.0
    [table] = per_core_section(with_cpu(quick(), "list", "naive", [3.6, 3.6])).tables
    assert table.lines[0].cells[:2] == ["list", "278"]


def test_an_invalid_cell_gives_no_figure() -> None:
    [table] = per_core_section(with_an_invalid_cell()).tables
    [line] = [line for line in table.lines if line.cells[0] == "search"]
    assert line.cells[1] == "–"
    assert line.cells[2] != "–"
