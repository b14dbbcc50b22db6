"""The distributions of latency."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from bench.analysis.rows import rows
from bench.report.figures.figure import Bars, Panel
from bench.report.figures.latency import latencies
from bench.results.run import Results
from made_up_results import quick, with_a_third_contender, with_an_invalid_cell

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
        assert known <= max(0.0, 1 - 10 / row.latency.n)


def test_above_a_panel_stand_the_medians_or_the_number_of_too_few_requests() -> None:
    run = quick()
    few = replace(run.serial[0].latency, n=8, p50_ms=None)
    run = replace(run, serial=(replace(run.serial[0], latency=few), *run.serial[1:]))
    remarks = {(panel.heading, name): words for panel in panels_of(run) for name, words in panel.remarks}
    row = next(row for row in rows(run) if (row.scenario.name, row.contender.name) == ("detail", "naive"))
    assert remarks["detail", "naive"] == f"naive {row.latency.p50_ms:.2f}\u00a0ms"
    assert remarks["write", "naive"] == "naive n = 8"


def test_a_scenario_without_latencies_has_no_panel() -> None:
    run = replace(quick(), serial=())
    assert {"write", "mixed"} & {panel.heading for panel in panels_of(run)} == set()
    assert len(panels_of(run)) == len(run.scenarios) - 2
