import pytest
from bench.contender.answers import find_difference

CUSTOMER = {"id": 1, "first_name": "Anna", "address": {"city": "Wien"}, "relationship": {"points": 3}}


def page(*customers: object, **links: object) -> dict[str, object]:
    return {"next": "http://a/?page=2", "previous": None, "results": list(customers)} | links


def test_links_and_a_count_are_no_difference() -> None:
    assert find_difference(page(CUSTOMER, count=9), page(CUSTOMER, next="http://b/?cursor=xyz")) is None


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (page(), "1 and 0 rows"),
        (page(CUSTOMER, next=None), "only one of them has a next page"),
        (page(CUSTOMER | {"first_name": "anna"}), "row 1 first_name: 'Anna' and 'anna'"),
        (page(CUSTOMER | {"address": {"city": "Linz"}}), "row 1 address city: 'Wien' and 'Linz'"),
        (page({key: CUSTOMER[key] for key in CUSTOMER if key != "id"}), "row 1 only one has id"),
        (page(CUSTOMER | {"id": 1.0}), "row 1 id: 1 and 1.0"),
        (page(CUSTOMER | {"address": None}), "row 1 address: {'city': 'Wien'} and None"),
    ],
)
def test_a_difference_is_told_by_its_place(other: object, words: str) -> None:
    assert find_difference(page(CUSTOMER), other) == words


def test_customers_in_another_order_differ() -> None:
    second = CUSTOMER | {"id": 2}
    assert find_difference(page(CUSTOMER, second), page(second, CUSTOMER)) is not None
