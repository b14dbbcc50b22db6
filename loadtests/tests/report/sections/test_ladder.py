"""The tables of a ladder."""

from dataclasses import replace

import pytest
from bench.analysis.statistics import Estimate
from bench.report.sections.ladder import ladder_sections, step_words
from bench.report.sections.run import sections
from bench.report.sections.section import Section
from bench.results.run import ByComponent, Results
from made_up_ladder import REASON, ladder, superseded, with_invalid_cells
from made_up_results import quick


def section(results: Results, heading: str) -> Section:
    return next(each for each in ladder_sections(results) if each.heading == heading)


def cells(results: Results, heading: str, first: str) -> dict[str, str]:
    [table] = section(results, heading).tables
    line = next(line for line in table.lines if line.cells[0] == first)
    return dict(zip((column.name for column in table.columns), line.cells, strict=True))


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(4.21, 4.1, 4.3, 6), "4.21× [4.10–4.30]"),
        (Estimate(0.5, 0.4, 0.8, 6), "2.00× more [1.25–2.50]"),
        (Estimate(1.01, 0.9, 1.2, 6), "unclear [0.90–1.20]"),
        (None, "–"),
    ],
)
def test_less_more_and_no_clear_difference_are_results(estimate: Estimate | None, words: str) -> None:
    assert step_words(estimate) == words


def test_each_rung_has_its_change_and_a_factor_for_each_scenario() -> None:
    found = cells(ladder(), "The ladder", "indexed")
    assert found["what changes"] == "an index"
    assert found["list"].startswith("2.50× [2.")
    assert found["search"].startswith("unclear [")
    assert found["write"].startswith("1.17× more [1.1")
    assert cells(ladder(), "The ladder", "naive")["list"] == "the lowest"


def test_those_beside_the_highest_rung_say_with_which_they_are_compared() -> None:
    assert "bolted is compared with fast." in section(ladder(), "The ladder").notes


def test_the_first_sentence_says_how_far_each_framework_goes() -> None:
    assert section(ladder(), "The ladder").sentence == (
        "From naive to tuned a request needs 19.6× to 49.5× less CPU in 2 of 3 scenarios and 1.18× more in 1 of 3 "
        "scenarios; from tuned to fast a request needs 1.42× to 2.43× less CPU."
    )


def test_where_nothing_was_measured_or_nothing_is_clear_the_sentence_says_so() -> None:
    nothing = section(replace(ladder(), cells=()), "The ladder").sentence
    assert nothing == "From naive to tuned no factor is known; from tuned to fast no factor is known."
    same = section(with_one_cost(), "The ladder").sentence
    assert same.startswith("From naive to tuned no scenario shows a clear difference; from tuned")


def with_one_cost() -> Results:
    made = ladder()
    return replace(made, cells=tuple(replace(each, cpu_ms_per_request=ByComponent(1, 1, None)) for each in made.cells))


def test_all_changes_together_are_compared_with_the_lowest_rung() -> None:
    assert cells(ladder(), "All changes since naive", "fast")["list"].startswith("47.")


def test_leave_one_out_says_what_is_lost() -> None:
    found = cells(ladder(), "tuned without one change", "indexed")
    assert found["list"].startswith("12.8× [")
    assert found["search"].startswith("unclear")
    assert found["write"].startswith("1.16× less"), "without the index a write needs less"
    assert found["remark"] == ""
    assert cells(superseded(), "tuned without one change", "indexed")["remark"] == "superseded by tuned"


def test_a_cost_is_room_time_and_a_write() -> None:
    assert list(cells(ladder(), "What a rung costs", "indexed").values())[1:4] == ["30", "2.50", "110"]
    assert list(cells(ladder(), "What a rung costs", "fast").values())[1:4] == ["–", "–", "–"]
    assert float(cells(ladder(), "What a rung costs", "naive")["CPU ms of a write"]) > 6


def test_an_invalid_cell_is_explained() -> None:
    assert cells(with_invalid_cells(), "The ladder", "tuned")["search"] == "–"
    assert f"indexed, search: 6 of 6 rounds are invalid: {REASON}" in section(with_invalid_cells(), "The ladder").notes


def test_the_page_of_a_run_shows_the_newest_ladder_and_a_run_alone_shows_none() -> None:
    with_it = {each.heading for each in sections(quick(), ladder=ladder())}
    assert with_it - {each.heading for each in sections(quick())} == {
        each.heading for each in ladder_sections(ladder())
    }


def test_without_leave_one_out_there_is_no_table_of_it() -> None:
    assert "What a rung costs" in {each.heading for each in ladder_sections(ladder())}
