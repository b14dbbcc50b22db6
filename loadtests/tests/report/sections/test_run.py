"""The list of sections: each is there where it was measured, in every report."""

import pytest
from bench.report.render import results_page
from bench.report.sections.run import sections
from bench.results.run import Results
from made_up_capacity import standard
from made_up_curve import curve
from made_up_results import quick
from rendered import printed


def wide(run: Results) -> str:
    return printed(run, 400)


@pytest.mark.parametrize("shown", [wide, results_page])
def test_idle_and_capacity_are_shown_where_they_were_measured(shown) -> None:  # type: ignore[no-untyped-def]
    text = shown(standard())
    assert "optimized: 13.8 ms of CPU a second when idle (service 11.8, database 0.700, cache 1.30)" in text
    assert "optimized carries at least 1,150 iterations" in text
    assert "99 of 100 requests took up to 284 ms, allowed are 250 ms" in text
    assert "when idle" not in shown(quick())
    assert "iterations" not in shown(quick())


def test_a_section_stands_in_the_list_where_it_was_measured() -> None:
    always = ["By how much", "How long answers take", "Requests per core", "The classic profile"]
    last = ["Every cell, with the load generator's cores", "Conditions"]
    assert [section.heading for section in sections(quick())] == [*always, *last]
    found = [section.heading for section in sections(standard(), curve())]
    assert set(found) == {*always, *last, "How much load", "How costs grow", "Idle", "Cost at your traffic"}


def test_every_line_has_a_cell_for_each_column() -> None:
    for section in sections(standard(), curve()):
        for table in section.tables:
            assert table.lines
            assert {len(line.cells) for line in table.lines} == {len(table.columns)}
