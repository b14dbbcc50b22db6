"""Factors of a ladder: ratios of neighbours within a round."""

from math import prod

import pytest
from bench.analysis.ladder import Lack, added_bytes, bought, ends, factor, lacks, steps, together
from made_up_ladder import CPU, ladder, superseded, with_invalid_cells

RUNGS = {rung.contender: rung for rung in ladder().ladder}


def total(name: str, scenario: str) -> float:
    return sum(part or 0.0 for part in CPU[name][scenario])


@pytest.mark.parametrize("name", [name for name, rung in RUNGS.items() if rung.below])
def test_a_factor_compares_neighbours_within_a_round(name: str) -> None:
    """The rounds differ by up to 2.25, and the interval of the factor does not."""
    for scenario in CPU[name]:
        found = bought(ladder(), RUNGS[name], scenario=scenario)
        assert found is not None
        assert found.value == pytest.approx(total(RUNGS[name].below, scenario) / total(name, scenario), rel=0.02)
        assert found.high / found.low < 1.05


def test_the_product_of_the_factors_is_the_factor_of_the_ends() -> None:
    for scenario in CPU["naive"]:
        factors = [bought(ladder(), RUNGS[name], scenario=scenario) for name in ("indexed", "tuned", "fast")]
        whole = together(ladder(), RUNGS["fast"], scenario=scenario)
        assert whole is not None
        assert prod(each.value for each in factors if each) == pytest.approx(whole.value, rel=0.02)


def test_the_lowest_rung_has_no_factor() -> None:
    assert bought(ladder(), RUNGS["naive"], scenario="list") is None
    assert together(ladder(), RUNGS["naive"], scenario="list") is None


def test_a_rung_without_a_valid_round_gives_no_factor_to_its_neighbours() -> None:
    results = with_invalid_cells()
    assert bought(results, RUNGS["indexed"], scenario="search") is None
    assert bought(results, RUNGS["tuned"], scenario="search") is None
    assert together(results, RUNGS["tuned"], scenario="search") is not None


def test_services_that_lack_a_change_are_no_steps() -> None:
    assert [rung.contender for rung in steps(ladder())] == ["naive", "indexed", "tuned", "fast", "served", "bolted"]


def test_rungs_beside_each_other_are_not_the_highest_one() -> None:
    assert ends(ladder()) == ["naive", "tuned", "fast"]


def test_leave_one_out_says_by_how_much_the_whole_needs_more_without_a_change() -> None:
    indexed, last = lacks(ladder())
    assert indexed == Lack("indexed", "tuned_without_indexed", "tuned")
    lost = indexed.lost(ladder(), "list")
    assert lost is not None
    assert lost.value == pytest.approx(65.1 / 5.1, rel=0.02)
    # Without its last change the whole is the rung below.
    assert last == Lack("tuned", "indexed", "tuned")
    assert last.lost(ladder(), "list") == factor(ladder(), "list", over="indexed", under="tuned")


def test_a_change_is_superseded_only_if_no_figure_contradicts() -> None:
    without, *_ = lacks(superseded())
    assert without.is_superseded(superseded())
    assert not Lack("indexed", "tuned_without_indexed", "tuned", "tuned").is_superseded(ladder())
    assert not Lack("indexed", "tuned_without_indexed", "tuned").is_superseded(superseded())


def test_the_cost_of_a_rung_is_the_room_that_it_adds() -> None:
    assert [added_bytes(ladder(), RUNGS[name]) for name in ("naive", "indexed", "tuned", "fast")] == [
        None,
        30_000_000,
        0,
        None,
    ]
