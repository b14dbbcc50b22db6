"""The rows have the properties that make them hard."""

from collections import Counter

from crm_contract.oracle.letters import is_mark
from crm_contract.sample_data.tricky_rows import tricky_customers

ROWS = tricky_customers(1_000)


def test_the_rows_are_the_same_every_time() -> None:
    assert tricky_customers(100) == ROWS[:100]


def test_many_rows_tie_and_many_values_are_null() -> None:
    assert sum(count for count in Counter(row.created for row in ROWS).values() if count > 1) > 500
    assert 100 < sum(row.birthday is None for row in ROWS) < 400
    assert 400 < sum(row.address is None for row in ROWS) < 800


def test_many_names_have_marks() -> None:
    assert sum(any(map(is_mark, row.last_name)) for row in ROWS) > 250
