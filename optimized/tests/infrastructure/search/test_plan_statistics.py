"""What is collected by which index, as the planner's estimates say."""

from collections.abc import Sequence

import pytest
from crm_optimized.infrastructure.search.columns import RANGES, Condition, Table
from crm_optimized.infrastructure.search.core import SearchPlan
from crm_optimized.infrastructure.search.plan_statistics import choose, lookups_of

CUSTOMERS = 3_000_000
COMMON = 600_000


def chosen(frequencies: Sequence[int], lookups: Sequence[Condition] = (), *, collect_first: bool = True) -> SearchPlan:
    """For lexemes, and then for lookups, each of them satisfied by so many customers."""
    lexemes = tuple(f"lexeme {number}" for number in range(len(frequencies) - len(lookups)))
    plan = SearchPlan(lexemes, tuple(lookups), {}, collect_first=collect_first)
    return choose(plan, lookups_of(plan), expected=[CUSTOMERS, *frequencies], rows=21, short_scan=2_000)


def test_the_rarest_condition_leads() -> None:
    points = [RANGES["points_min"]]
    assert chosen([50, COMMON], points).access_path().driver is Table.CUSTOMER
    assert chosen([COMMON, 50], points).access_path().driver is Table.RELATIONSHIP


def test_a_common_lexeme_is_not_looked_up_for_a_few_customers_who_can_be_looked_at() -> None:
    assert chosen([50, COMMON]).required_lexemes == ("lexeme 0",)
    assert chosen([COMMON, COMMON]).required_lexemes == ("lexeme 0", "lexeme 1")


def test_rare_matches_are_collected_first_and_common_ones_scanned_for() -> None:
    assert chosen([50]).collect_first
    assert not chosen([COMMON]).collect_first


def test_matches_of_which_the_short_scan_found_some_are_scanned_for_whatever_the_estimates_say() -> None:
    assert not chosen([50], collect_first=False).collect_first


def test_matches_that_the_short_scan_should_have_found_are_out_of_reach_of_the_long_one() -> None:
    assert not chosen([COMMON]).long_scan
    assert chosen([COMMON], collect_first=False).long_scan
    assert chosen([50]).long_scan


@pytest.mark.parametrize("lookups", [["created_after", "created_before"], ["points_max", "points_min"]])
def test_both_ends_of_a_range_are_one_lookup(lookups: list[str]) -> None:
    plan = SearchPlan((), tuple(RANGES[name] for name in lookups), {}, collect_first=True)
    (lookup,) = lookups_of(plan)
    assert all(RANGES[name].sql in lookup.condition for name in lookups)
