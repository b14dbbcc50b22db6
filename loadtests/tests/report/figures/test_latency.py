"""The distributions of latency."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from bench.analysis.rows import rows
from bench.report.figures.figure import Bars, Panel
from bench.report.figures.latency import latencies, rows_of_pairs
from bench.results.run import Results
from made_up_results import quick, with_a_third_contender, with_an_invalid_cell, with_cells

SHAPES = pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender])


def panels_of(run: Results) -> Sequence[Panel]:
    drawn = latencies(run).views[0].drawn
    assert not isinstance(drawn, Bars)
    return drawn


@SHAPES
def test_curves_rise_and_are_drawn_boldly_only_as_far_as_ten_requests_lie_beyond(shape: Callable[[], Results]) -> None:
    run = shape()
    paths = [path for panel in panels_of(run) for path in panel.paths]
    for row, (faint, bold) in zip(rows(run), zip(paths[::2], paths[1::2], strict=True), strict=True):
        assert (faint.contender, faint.faint, bold.faint) == (row.contender.name, True, False)
        assert all(a <= c and b < d for (a, b), (c, d) in pairwise(faint.places))
        known = max((share for _, share in bold.places), default=0.0)
        assert known <= max(0.0, 1 - 10 / row.latency.n) if row.valid else known == 0


def test_above_a_panel_stand_the_medians_or_why_there_is_none() -> None:
    run = with_cells(quick(), "list", "optimized", valid=False, invalid_reason="dropped")
    remarks = {(panel.heading.strip("*"), name): words for panel in panels_of(run) for name, words in panel.remarks}
    row = next(row for row in rows(run) if (row.scenario.name, row.contender.name) == ("detail", "naive"))
    assert remarks["detail", "naive"] == f"naive {row.latency.p50_ms:.2f}\u00a0ms"
    assert remarks["deep_page", "naive"] == "naive n = 8"
    assert remarks["list", "optimized"] == "optimized invalid"


def test_latencies_of_pairs_are_those_of_the_pairs_where_some_were_asked() -> None:
    run = quick()
    rows_by_scenario = {scenario.name: rows_of_pairs(run, scenario) for scenario in run.scenarios}
    assert {name for name, found in rows_by_scenario.items() if not found} == {"write", "mixed"}
    [pair] = [pair for pair in run.paired if pair.scenario == "detail"]
    assert [row.latency for row in rows_by_scenario["detail"]] == [pair.baseline_latency, pair.contender_latency]
    assert [view.key for view in latencies(run).views] == ["rounds", "pairs"]
    assert [view.key for view in latencies(replace(run, paired=())).views] == ["rounds"]
