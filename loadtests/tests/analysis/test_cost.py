"""The cost of a traffic, by the line and as measured."""

from dataclasses import replace

import pytest
from bench.analysis.cost import CostLine, at_its_most, cost_line, measured_cores, off_the_line
from bench.results.run import ByComponent, Results
from made_up_capacity import standard
from made_up_results import with_cells, with_cpu

LINE = CostLine(idle_ms_per_s=1.7, busy_ms_per_request=100.0)


def run() -> Results:
    """naive needs 100 ms a request and 1.7 ms a second."""
    return with_cpu(standard(), "mixed", "naive", [100.0] * 4)


def test_the_line_is_idle_and_busy_time() -> None:
    line = cost_line(run(), run().capacity[0])
    assert line is not None
    assert line.cores(0.0) == pytest.approx(0.0017)
    assert line.cores(10.0) == pytest.approx(1.0017)


def test_without_the_idle_or_the_busy_time_there_is_no_line() -> None:
    naive = run().capacity[0]
    assert cost_line(replace(run(), idle=()), naive) is None
    invalid = with_cells(run(), "mixed", "naive", valid=False, invalid_reason="a wrong answer")
    assert cost_line(invalid, naive) is None


def test_a_point_that_is_more_than_15_percent_away_is_off_the_line() -> None:
    naive = run().capacity[0]
    near, far = (
        replace(naive.plateaus[0], requests_per_s=5.0, cpu_ms_per_request=ByComponent(ms, None, None))
        for ms in (110.0, 130.0)
    )
    assert measured_cores(near) == pytest.approx(0.55)
    assert off_the_line(LINE, replace(naive, plateaus=(near,))) == []
    [(plateau, share)] = off_the_line(LINE, replace(naive, plateaus=(near, far)))
    assert plateau == far
    assert share == pytest.approx(0.65 / 0.5017)


def test_at_its_most_the_line_and_k6_share_the_machine() -> None:
    naive = run().capacity[0]
    low, high = (
        replace(naive.plateaus[0], share=share, requests_per_s=per_s, k6_cores=k6)
        for share, per_s, k6 in ((0.9, 5.0, 0.1), (1.0, 15.0, 0.3))
    )
    found = at_its_most(LINE, replace(naive, plateaus=(high, low)))
    assert found is not None
    assert found[0] == high
    assert found[1] == pytest.approx(0.0017 + 1.5 + 0.3)


def test_a_contender_that_was_offered_less_than_it_can_do_was_not_at_its_most() -> None:
    naive = run().capacity[0]
    assert [plateau.share for plateau in naive.plateaus[:4]] == [0.5, 0.7, 0.8, 0.9]
    assert at_its_most(LINE, replace(naive, plateaus=naive.plateaus[:4])) is None
    assert at_its_most(LINE, replace(naive, plateaus=())) is None
