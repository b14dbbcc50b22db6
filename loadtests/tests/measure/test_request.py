"""A run under the conditions of an earlier one."""

from dataclasses import replace

from bench.load.modes import MODES
from bench.measure.request import like
from made_up_capacity import standard
from made_up_request import made_up_request
from made_up_results import quick


def test_it_takes_rows_mode_seed_and_scenarios_of_the_earlier_run() -> None:
    earlier = quick()
    found = like(earlier, made_up_request(MODES["full"], ["detail"], seed=77))
    assert (found.rows, found.mode.name, found.seed) == (earlier.conditions.rows, "quick", earlier.conditions.seed)
    assert [scenario.name for scenario in found.chosen.scenarios] == [each.name for each in earlier.scenarios]


def test_it_measures_capacity_and_the_classic_profile_if_the_earlier_run_did() -> None:
    request = made_up_request(MODES["quick"], ["detail"])
    with_both = replace(standard(), classic=quick().classic)
    assert with_both.classic
    assert (like(with_both, request).chosen.capacity, like(with_both, request).chosen.classic) == (True, True)
    without = replace(quick(), classic=(), capacity=())
    assert (like(without, request).chosen.capacity, like(without, request).chosen.classic) == (False, False)
