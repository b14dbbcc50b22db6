"""Every ordering, in both directions, over ties and NULL."""

import pytest
from crm_contract.oracle.customers import Json
from crm_contract.oracle.lists import Oracle
from crm_contract.oracle.parameters import ORDERINGS, Query, parse_query
from crm_contract.sample_data.customers import Create, from_json, unique
from crm_contract.service_under_test.checked_client import CheckedClient

# The order by code point is "%" < "A" < "Z" < "_" < "a" < "é" < "𝔸". The collations of languages differ from it.
NAMES = ["a", "Z", "é", "%", "A", "a", "_", "𝔸", "Z", "éa", " a"]
BIRTHDAYS = ["1980-01-01", None, "1980-01-01", None, "0001-01-01", "9999-12-31", None, "1980-01-02", None, None, None]
ACTIVITIES = [
    None,
    "2024-01-01T00:00:00.000001Z",
    None,
    "2024-01-01T00:00:00Z",
    None,
    "2024-01-01T00:00:00Z",
    *[None] * 5,
]
POINTS = [0, 0, 2147483647, 5, 5, 5, 0, 10, 9, 100, 0]


class Ordered:
    def __init__(self, api: CheckedClient, create: Create) -> None:
        self.token = unique()
        self.rows = [
            create(
                customer_id=f"{name}{self.token}{number % 3}-{number}",
                first_name=name,
                last_name=NAMES[-1 - number],
                birthday=BIRTHDAYS[number],
                relationship={"points": POINTS[number], "last_activity": ACTIVITIES[number]},
            )
            for number, name in enumerate(NAMES)
        ]
        self._oracle = Oracle(map(from_json, self.rows))

    def in_order(self, ordering: str) -> list[Json]:
        query = parse_query([("ordering", ordering)])
        assert isinstance(query, Query), query
        by_id = {row["id"]: row for row in self.rows}
        return [by_id[customer.id] for customer in self._oracle.select(query)]


@pytest.fixture(scope="module")
def ordered(api: CheckedClient, create_for_module: Create) -> Ordered:
    return Ordered(api, create_for_module)


BOTH_WAYS = [direction + column for column in ORDERINGS for direction in ("", "-")]


@pytest.mark.parametrize("ordering", BOTH_WAYS)
def test_a_list_is_in_the_order_asked_for(api: CheckedClient, ordered: Ordered, ordering: str) -> None:
    assert api.results(customer_id=ordered.token, ordering=ordering) == ordered.in_order(ordering)


@pytest.mark.parametrize("ordering", BOTH_WAYS)
@pytest.mark.parametrize("page_size", [1, 2, 3, 11])
def test_a_walk_to_the_end_and_back_passes_every_customer_once_each_way(
    api: CheckedClient, ordered: Ordered, ordering: str, page_size: int
) -> None:
    page = api.list(customer_id=ordered.token, ordering=ordering, page_size=page_size).json()
    assert page["previous"] is None
    forward = [page]
    while page["next"]:
        page = api.get(page["next"]).json()
        forward.append(page)
    assert [row for page in forward for row in page["results"]] == ordered.in_order(ordering)
    assert [len(page["results"]) for page in forward[:-1]] == [page_size] * (len(forward) - 1)

    backward = [page]
    while page["previous"]:
        page = api.get(page["previous"]).json()
        backward.append(page)
    assert [page["results"] for page in reversed(backward)] == [page["results"] for page in forward]


def test_without_an_ordering_the_newest_comes_first(api: CheckedClient, ordered: Ordered) -> None:
    assert api.results(customer_id=ordered.token) == ordered.in_order("-created")


def test_null_comes_last_ascending_and_first_descending(api: CheckedClient, ordered: Ordered) -> None:
    for column in ("birthday", "last_activity"):
        for ordering, nulls_first in ((column, False), (f"-{column}", True)):
            rows = api.results(customer_id=ordered.token, ordering=ordering)
            missing = [(row | row["relationship"])[column] is None for row in rows]
            assert missing == sorted(missing, reverse=nulls_first)
            assert {True, False} <= set(missing)
