"""The capacity in words."""

from bench.report.sections.capacity import capacity_words
from made_up_capacity import no_capacity_within_the_objective


def test_a_contender_without_a_capacity_is_told_with_the_reason() -> None:
    words = capacity_words(no_capacity_within_the_objective().capacity[0])
    assert words.startswith("naive misses the objective")
    assert "99 of 100 requests took" in words
