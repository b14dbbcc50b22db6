"""Idle CPU, own rates and capacity in the table and on the page; and every kind of invalid cell."""

import io
from dataclasses import replace

import pytest
from bench.measure.gates import invalid_reason
from bench.report.load import capacity_words, idle_ms_per_request, own_rate_lines
from bench.report.readme import short_table
from bench.report.render import print_table, results_page
from bench.results.run import Results
from made_up_capacity import no_capacity_within_the_objective, standard
from made_up_results import quick, results, with_cells
from made_up_run import FINE, judged
from rich.console import Console


def printed(made: Results) -> str:
    console = Console(file=io.StringIO(), width=400)
    print_table(made, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("shown", [printed, results_page])
def test_idle_own_rates_and_capacity_are_shown_where_they_were_measured(shown) -> None:  # type: ignore[no-untyped-def]
    text = shown(standard())
    assert "optimized: 13.8 ms of CPU a second when idle (service 11.8, database 0.700, cache 1.30)" in text
    assert "Rates differ, so these figures give no ratio." in text
    assert "optimized carries at least 1,150 iterations" in text
    assert "99 of 100 requests took up to 284 ms, allowed are 250 ms" in text
    assert "when idle" not in shown(quick())
    assert "iterations" not in shown(quick())


def test_the_readme_says_what_a_busy_contender_costs_and_carries() -> None:
    text = short_table(standard())
    assert "Rates differ, so these figures give no ratio." in text
    assert "optimized carries at least 1,150 iterations" in text


def test_what_a_contender_uses_when_idle_is_named_and_not_subtracted() -> None:
    with_idle, without = standard(), replace(standard(), idle=())
    assert idle_ms_per_request(with_idle, "optimized", 2.0) == pytest.approx(6.9)
    assert (
        results_page(with_idle).split("## Table")[1].split("Idle:")[0]
        == (results_page(without).split("## Table")[1].split("Own rate:")[0])
    )


def test_an_invalid_cell_at_its_own_rate_shows_its_reason() -> None:
    made = standard()
    first, *others = made.own_rate
    broken = replace(made, own_rate=(replace(first, valid=False, invalid_reason="2 requests failed"), *others))
    assert own_rate_lines(broken)[0][3] == "invalid: 2 requests failed"


def test_a_contender_without_a_capacity_is_told_with_the_reason() -> None:
    words = capacity_words(no_capacity_within_the_objective().capacity[0])
    assert words.startswith("naive misses the objective")
    assert "99 of 100 requests took" in words


@pytest.mark.parametrize(
    "planted",
    [
        judged(replace(FINE, requests=0)),
        judged(replace(FINE, failed=3)),
        judged(replace(FINE, checks_failed=2, failing_checks=("status is 200",))),
        judged(replace(FINE, dropped=4)),
        judged(replace(FINE, late=9)),
        judged(k6_cores=0.6),
        judged(foreign_share=0.2),
        judged(cache_hit_ratio=0.5),
    ],
)
def test_a_planted_invalid_cell_of_every_kind_is_reported_and_gives_no_ratio(planted) -> None:  # type: ignore[no-untyped-def]
    reason = invalid_reason(planted)
    assert reason is not None
    text = printed(with_cells(results(rounds=2), "list", "optimized", valid=False, invalid_reason=reason))
    line = next(line for line in text.splitlines() if f"invalid: {reason}" in line)
    assert "no CPU ratio" in line
