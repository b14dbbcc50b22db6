"""The bars: each ratio with its words, or the reason why there is none."""

from collections.abc import Callable

import pytest
from bench.analysis.rows import rows
from bench.report.figures.factors import factors
from bench.report.figures.figure import Bar, Bars
from bench.results.run import Results
from made_up_results import only, quick, with_a_third_contender, with_an_invalid_cell, with_cells, with_cpu

SHAPES = pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender])


def bars_of(run: Results, view: int = 0) -> dict[tuple[str, str], Bar]:
    drawn = factors(run).views[view].drawn
    assert isinstance(drawn, Bars)
    return {(group.name, bar.contender): bar for group in drawn.groups for bar in group.bars}


@SHAPES
def test_every_ratio_is_a_bar_in_the_order_of_the_table(shape: Callable[[], Results]) -> None:
    run = shape()
    others = [row for row in rows(run) if row.contender != run.contenders[0]]
    for view, ratios in enumerate(([row.cpu_ratio for row in others], [row.latency_ratio for row in others])):
        found = bars_of(run, view)
        assert list(found) == [(row.scenario.name, row.contender.name) for row in others]
        assert [bar.estimate for bar in found.values()] == ratios
        assert factors(run).views[view].drawn.axis.log  # type: ignore[union-attr]


def test_bars_carry_their_factor_and_their_spread_as_text() -> None:
    run = with_cpu(with_cpu(only(quick(), "list"), "list", "naive", [120.0, 128.0]), "list", "optimized", [1.0, 1.0])
    bar = bars_of(run)["list", "optimized"]
    assert bar.words == "124× less CPU [120–128]"
    assert bar.says.startswith("list, optimized: 124× less CPU [120–128] in 2 rounds. CPU of a request: naive 124 ms")


def test_a_bar_of_some_rounds_only_says_of_how_many() -> None:
    run = with_cells(only(quick(), "list"), "list", "naive", rounds=[2], valid=False, invalid_reason="1 check failed")
    assert bars_of(run)["list", "optimized"].words.endswith("[1 round], 1 of 2 rounds")


def test_an_invalid_cell_has_its_reason_where_its_bar_would_be() -> None:
    bar = bars_of(with_an_invalid_cell())["search", "optimized"]
    assert (bar.words, bar.estimate) == ("naive: invalid: 12% of the cold keys were in the cache, at most 5%", None)
    assert bar.wrong


def test_a_scenario_without_pairs_has_no_latency_bar_and_nothing_is_wrong_with_it() -> None:
    bar = bars_of(quick(), 1)["write", "optimized"]
    assert (bar.words, bar.estimate, bar.wrong) == ("not asked in pairs", None, False)
