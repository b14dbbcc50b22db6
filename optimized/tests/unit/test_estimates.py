"""What is collected by which index, as the planner's estimates and the window say."""

from collections.abc import Sequence

from crm_optimized.infrastructure.estimates import Approach, choose

CUSTOMERS = 3_000_000
COMMON = 600_000


def approach(
    frequencies: Sequence[int], filters: Sequence[str] = (), *, values: Sequence[str] = (), seen: float = 0
) -> Approach:
    """Of facts, and then of filters, each satisfied by so many customers."""
    facts = [f"fact {number}" for number in range(len(frequencies) - len(filters))]
    plan = {"Plans": [{"Plan Rows": rows} for rows in (CUSTOMERS, *frequencies)]}
    return choose(plan, filters, facts, values, rows=21, seen=seen)


def test_the_rarest_condition_leads() -> None:
    assert approach([50, COMMON]).route.driver == "c"
    assert approach([COMMON, 50], ["points_min"]).route.driver == "r"


def test_a_common_fact_is_not_looked_up_for_a_few_customers_who_can_be_looked_at() -> None:
    assert approach([50, COMMON]).facts == ("fact 0",)
    assert approach([COMMON, COMMON]).facts == ("fact 0", "fact 1")


def test_rare_matches_are_collected_first_and_common_ones_walked_to() -> None:
    assert approach([50]).first
    assert not approach([COMMON]).first


def test_what_the_window_held_counts_more_than_the_estimates() -> None:
    """Five first letters that estimates believe to meet seldom."""
    assert approach([COMMON] * 5).first
    assert not approach([COMMON] * 5, seen=6 / 2_000).first


def test_a_country_and_a_city_that_leave_many_are_looked_up_as_a_place() -> None:
    assert approach([COMMON, COMMON], values=["country", "city"]).route.indexed == ("country", "city")
    assert approach([COMMON, COMMON], values=["city"]).route.indexed == ()
    assert approach([COMMON, 50], values=["country", "city"]).route.indexed == ()
