"""The closed profile of many comparisons."""

from dataclasses import replace

from bench.report.render import results_page
from made_up_results import quick
from rendered import printed


def test_the_closed_profile_stands_apart_and_may_be_missing() -> None:
    assert "| naive | 1,200 | 31 (2.6%) | 10.0 | 4,100 |" in results_page(quick())
    assert "31 (2.6%)" in printed(quick(), 100)
    without = replace(quick(), classic=())
    assert "classic" not in results_page(without)
    assert "classic" not in printed(without, 100)
