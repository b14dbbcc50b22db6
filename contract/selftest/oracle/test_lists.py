"""The oracle's lists, over a few customers."""

from dataclasses import replace

import pytest
from crm_contract.oracle.lists import Oracle
from crm_contract.oracle.parameters import Query, parse_query
from crm_contract.sample_data.tricky_rows import tricky_customers

ROWS = [
    replace(row, id=identity, customer_id=f"C-{identity}", first_name=name, points=points, birthday=None)
    for identity, (row, name, points) in enumerate(
        zip(tricky_customers(4), ["Ann", "ann", "100%", "Zoë-Ann"], [5, 5, 0, 7], strict=True), start=1
    )
]


def found(*pairs: tuple[str, str]) -> list[int]:
    query = parse_query(pairs)
    assert isinstance(query, Query), query
    return [customer.id for customer in Oracle(ROWS).select(query)]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("first_name", "ANN", [1, 2, 4]),
        ("first_name", "%", [3]),
        ("first_name", "zoë-a", [4]),
        ("points_min", "5", [1, 2, 4]),
        ("points_max", "5", [1, 2, 3]),
        ("birthday_before", "9999-12-31", []),
    ],
)
def test_a_filter_selects_the_matching_customers(name: str, value: str, expected: list[int]) -> None:
    assert found((name, value), ("ordering", "customer_id")) == expected


def test_a_search_finds_beginnings_of_words() -> None:
    assert set(found(("search", "ann"))) >= {1, 2, 4}
    assert 1 not in found(("search", "nn"))


def test_ties_are_ordered_by_id_in_the_same_direction() -> None:
    assert found(("ordering", "points")) == [3, 1, 2, 4]
    assert found(("ordering", "-points")) == [4, 2, 1, 3]


def test_a_removed_customer_is_in_no_list() -> None:
    oracle = Oracle(ROWS)
    oracle.remove(2)
    assert oracle.get(2) is None
    assert [customer.id for customer in oracle.customers()] == [1, 3, 4]
