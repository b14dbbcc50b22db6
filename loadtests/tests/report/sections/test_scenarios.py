"""The table of all scenarios: every cell is there, and every figure comes from the results."""

import re
from collections.abc import Callable

import pytest
from bench.results.run import ByComponent, Results
from made_up_results import quick, results, with_a_third_contender, with_an_invalid_cell, with_cells, with_cpu
from rendered import cells_of, printed, table_of

pytestmark = pytest.mark.long

SHAPES = pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender])


@SHAPES
def test_the_markdown_table_has_a_row_for_each_scenario_and_contender(shape: Callable[[], Results]) -> None:
    run = shape()
    head, alignment, *body = [line for line in table_of(run).splitlines() if line.startswith("| ")]
    assert [tuple(line.split(" | ")[:2]) for line in body] == [
        (f"| {scenario.name}", contender.name) for scenario in run.scenarios for contender in run.contenders
    ]
    assert len({line.count("|") for line in [head, alignment, *body]}) == 1


def test_a_row_says_what_was_measured() -> None:
    run = with_cpu(results(rounds=3), "list", "naive", [100.0, 80.0, 90.0])
    run = with_cells(run, "list", "optimized", cpu_ms_per_request=ByComponent(0.5, 0.25, 0.25))
    row = cells_of(table_of(run), "list", "optimized")
    assert row[5:12] == ["0.500", "0.250", "0.250", "**1.00**", "1", "27", "9.40"]
    assert row[12] == "**90.0× [80.0–100]**"
    assert cells_of(table_of(run), "list", "naive")[12] == "baseline"
    assert "90.0× less CPU [80.0–100]" in printed(run, 200)


@pytest.mark.parametrize("width", [100, 200])
def test_an_invalid_cell_is_shown_with_its_reason_and_counts_for_nothing(width: int) -> None:
    run = with_an_invalid_cell()
    reason = "invalid: 12% of the cold keys were in the cache, at most 5%"
    assert reason in printed(run, width)
    row = cells_of(table_of(run), "search", "naive")
    assert row[-1] == reason
    assert row[8] != "–"
    assert cells_of(table_of(run), "search", "optimized")[12] == "–"
    assert "CPU 63.2× (8 of 9 scenarios)" in printed(run, 200)


def test_less_than_5_percent_apart_is_no_clear_difference() -> None:
    run = with_cpu(with_cpu(quick(), "list", "naive", [10.2, 10.4]), "list", "optimized", [10.0, 10.0])
    assert "1.03× CPU, no clear difference [1.02–1.04]" in printed(run, 100)
    assert cells_of(table_of(run), "list", "optimized")[12] == "**no clear difference, 1.03× [1.02–1.04]**"


def test_a_contender_that_needs_more_is_said_to_need_more() -> None:
    run = with_cpu(with_cpu(quick(), "list", "naive", [10.0, 10.0]), "list", "optimized", [20.0, 25.0])
    assert "2.25× more CPU [2.00–2.50]" in printed(run, 100)


def test_scenarios_without_pairs_show_no_latency_ratio() -> None:
    lines = printed(quick(), 200).splitlines()
    write = next(line for line in lines if "1.24× less CPU" in line)
    assert "latency" not in write
    assert cells_of(table_of(quick()), "write", "optimized")[13] == "–"


def test_every_contender_s_ratio_is_its_own() -> None:
    run = with_cpu(with_a_third_contender(), "list", "naive", [100.0] * 8)
    run = with_cpu(with_cpu(run, "list", "optimized", [10.0] * 8), "list", "bolt", [4.0] * 8)
    assert cells_of(table_of(run), "list", "optimized")[12] == "**10.0× [10.0–10.0]**"
    assert cells_of(table_of(run), "list", "bolt")[12] == "**25.0× [25.0–25.0]**"
    assert "naive ÷ bolt, geometric means" in printed(run, 200)


def test_percentiles_that_too_few_requests_know_are_not_shown() -> None:
    row = cells_of(table_of(quick()), "list", "naive")
    assert re.fullmatch(r"[\d.]+", row[2])
    assert row[3:5] == ["–", "20"]
    assert re.fullmatch(r"[\d.]+", cells_of(table_of(quick()), "write", "naive")[3])


def test_a_database_that_could_not_be_read_is_named() -> None:
    run = quick()
    for contender in ("naive", "optimized"):
        run = with_cells(run, "list", contender, cpu_ms_per_request=ByComponent(9.0, None, 0.1))
    assert "The CPU time of the database of naive could not be read: the total is without it." in table_of(run)
    assert "could not be read" not in table_of(quick())


@SHAPES
def test_no_figure_is_written_down_in_the_program(shape: Callable[[], Results]) -> None:
    """With every CPU time of the contenders changed, no ratio of before is left."""
    run = shape()
    other = run
    for index, scenario in enumerate(run.scenarios):
        for contender in run.contenders[1:]:
            totals = [3.0 + index + round_ / 10 for round_ in range(run.conditions.rounds)]
            other = with_cpu(other, scenario.name, contender.name, totals)
    before, after = (set(re.findall(r"\*\*([\d.,]+× \[[^]]+\])\*\*", table_of(each))) for each in (run, other))
    assert before
    assert not before & after
