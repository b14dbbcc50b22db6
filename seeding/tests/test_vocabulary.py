import pytest
from crm_seeding.vocabulary import SLOTS, apportion


def test_every_slot_belongs_to_a_word_in_proportion_to_its_weight() -> None:
    slots = dict(apportion({"rare": 1, "common": 999, "never": 0}))
    assert slots == {"rare": 16, "common": SLOTS - 16}


@pytest.mark.parametrize("weights", [{"one": 7}, {"a": 1, "b": 1, "c": 1}, {str(n): n for n in range(1, 500)}])
def test_every_slot_has_a_word(weights: dict[str, int]) -> None:
    assert sum(count for _, count in apportion(weights)) == SLOTS
