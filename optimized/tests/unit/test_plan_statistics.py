"""What is collected by which index, as the planner's estimates and the short scan say."""

from collections.abc import Sequence
from typing import Any

from crm_optimized.application.search_customers import CustomerQuery
from crm_optimized.infrastructure.search.columns import RANGES, Condition, Table
from crm_optimized.infrastructure.search.core import Bounds, Question, SearchPlan
from crm_optimized.infrastructure.search.plan_statistics import choose, lookups_of

CUSTOMERS = 3_000_000
COMMON = 600_000


async def fetch(*arguments: Any) -> list[Any]:
    raise AssertionError(arguments)


def chosen(frequencies: Sequence[int], lookups: Sequence[Condition] = (), *, found: int = 0) -> SearchPlan:
    """For lexemes, and then for lookups, each of them satisfied by so many customers."""
    lexemes = tuple(f"lexeme {number}" for number in range(len(frequencies) - len(lookups)))
    plan = SearchPlan(lexemes, tuple(lookups), {}, collect_first=True)
    question = Question(CustomerQuery(), {}, found, Bounds(), fetch)
    explained = {"Plans": [{"Plan Rows": rows} for rows in (CUSTOMERS, *frequencies)]}
    return choose(plan, question, lookups=lookups_of(plan), explained=explained)


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


def test_what_the_short_scan_found_counts_more_than_the_estimates() -> None:
    """Five first letters that meet seldom if they are independent."""
    assert chosen([COMMON] * 5).collect_first
    assert not chosen([COMMON] * 5, found=6).collect_first


def test_matches_that_the_short_scan_should_have_found_are_out_of_reach_of_the_long_one() -> None:
    assert not chosen([COMMON]).long_scan
    assert chosen([COMMON], found=1).long_scan
    assert chosen([50]).long_scan
