"""Rows are deleted or move while a client follows the links: it still reaches all that remain."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from crm_contract.oracle.customers import Json
from crm_contract.sample_data.customers import Create, unique
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient

ORDERINGS = ["-created", "customer_id", "-first_name", "birthday", "-birthday", "last_activity", "-last_activity"]
ROWS = 6


@pytest.fixture(scope="module", autouse=True)
def only_where_pages_have_cursors(paging: str) -> None:
    if paging != "cursor":
        pytest.skip("this service pages by number: a missing page is a 404")


@pytest.fixture
def add_customers(create: Create, token: str) -> Callable[[], set[int]]:
    """Creates customers with ties, and with NULL in every second one. Returns their ids."""

    def add() -> set[int]:
        return {
            create(
                customer_id=f"{token}-{number}",
                birthday=None if number % 2 else f"1990-01-0{1 + number // 3}",
                relationship={"last_activity": None if number % 2 else f"2024-01-0{1 + number // 3}T00:00:00Z"},
            )["id"]
            for number in range(ROWS)
        }

    return add


def ids(page: Json) -> list[int]:
    return [row["id"] for row in page["results"]]


def walk(api: CheckedClient, page: Json, direction: str) -> list[Json]:
    """Return this page and all pages that the links of one direction lead to."""
    pages = [page]
    while link := pages[-1][direction]:
        assert len(pages) <= 3 * ROWS, "the walk has no end"
        pages.append(api.get(link).json())
    return pages


def reached(api: CheckedClient, page: Json) -> set[int]:
    """Return the ids that a client meets on the way to one end and from there to the other."""
    everything: set[int] = set()
    for there, back in (("next", "previous"), ("previous", "next")):
        end = walk(api, page, there)[-1]
        found = [identity for page in walk(api, end, back) for identity in ids(page)]
        assert len(found) == len(set(found)), "a row is met twice in one direction"
        everything |= set(found)
    return everything


def delete(api: CheckedClient, identities: list[int]) -> None:
    for identity in identities:
        assert api.delete(f"{CUSTOMERS}/{identity}").status_code == 204


@pytest.mark.parametrize("gone", ["before", "before and the boundary", "after", "after and the boundary"])
@pytest.mark.parametrize("page_size", [1, 2])
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_an_empty_page_leads_to_all_remaining_rows(
    api: CheckedClient, add_customers: Callable[[], set[int]], token: str, ordering: str, page_size: int, gone: str
) -> None:
    remaining = add_customers()
    first = api.list(customer_id=token, search=token, ordering=ordering, page_size=page_size).json()
    pages = walk(api, first, "next")
    at = len(pages) // 2
    link, boundary = (pages[at]["previous"], ids(pages[at])[0])
    if gone.startswith("after"):
        link, boundary = (pages[at - 1]["next"], ids(pages[at - 1])[-1])
    order = [identity for page in pages for identity in ids(page)]
    place = order.index(boundary)
    removed = order[:place] if gone.startswith("before") else order[place + 1 :]
    removed += [boundary] if "boundary" in gone else []

    delete(api, removed)
    page = api.get(link).json()

    assert ids(page) == []
    assert reached(api, page) == remaining - set(removed)
    assert (page["next"], page["previous"]).count(None) == 1


def test_the_largest_empty_page_leads_to_all_remaining_rows(api: CheckedClient, create: Create, token: str) -> None:
    order = [create(customer_id=f"{token}-{number}")["id"] for number in range(101)]
    first = api.list(customer_id=token, ordering="created", page_size=100).json()
    last = api.get(first["next"]).json()
    delete(api, order[100:])
    assert reached(api, api.get(first["next"]).json()) == set(order[:100])
    delete(api, order[1:100])
    assert reached(api, api.get(first["next"]).json()) == {order[0]}
    create(customer_id=f"{token}-101")
    delete(api, order[:1])
    empty = api.get(last["previous"]).json()
    assert (ids(empty), len(reached(api, empty))) == ([], 1)


@pytest.mark.parametrize("direction", ["next", "previous"])
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_a_walk_through_single_rows_meets_all_remaining_rows(
    api: CheckedClient, add_customers: Callable[[], set[int]], token: str, ordering: str, direction: str
) -> None:
    """Follow every link of an earlier walk after every second row was deleted."""
    remaining = add_customers()
    pages = walk(api, api.list(customer_id=token, ordering=ordering, page_size=1).json(), "next")
    order = [identity for page in pages for identity in ids(page)]
    removed = order[:: 2 if direction == "next" else 1][: ROWS // 2]
    delete(api, removed)
    for page in pages:
        if page[direction]:
            assert reached(api, api.get(page[direction]).json()) == remaining - set(removed)


@pytest.mark.parametrize("direction", ["next", "previous"])
def test_a_list_without_remaining_rows_has_no_links(
    api: CheckedClient, add_customers: Callable[[], set[int]], token: str, direction: str
) -> None:
    identities = add_customers()
    second = api.get(api.list(customer_id=token, page_size=2).json()["next"]).json()
    delete(api, list(identities))
    assert api.get(second[direction]).json() == {"next": None, "previous": None, "results": []}


def test_the_way_back_from_an_empty_page_works_after_more_deletions(
    api: CheckedClient, add_customers: Callable[[], set[int]], token: str
) -> None:
    identities = sorted(add_customers())
    second = api.get(api.list(customer_id=token, page_size=2, ordering="created").json()["next"]).json()
    delete(api, identities[:2])
    start = api.get(second["previous"]).json()["next"]
    delete(api, identities[4:])
    end = api.get(second["next"]).json()["previous"]
    assert ids(api.get(start).json()) == ids(api.get(end).json()) == identities[2:4]
    delete(api, identities[2:4])
    nothing: Json = {"next": None, "previous": None, "results": []}
    assert api.get(start).json() == api.get(end).json() == nothing


def test_rows_that_moved_to_the_other_end_are_reached(
    api: CheckedClient, add_customers: Callable[[], set[int]], token: str
) -> None:
    identities = sorted(add_customers())
    pages = walk(api, api.list(customer_id=token, ordering="last_updated", page_size=2).json(), "next")
    # Each moves to the end of the list.
    for identity in identities[:4]:
        assert api.patch(f"{CUSTOMERS}/{identity}", json={}).status_code == 200
    for earlier, later in pairwise(pages):
        for link in (earlier["next"], later["previous"]):
            assert reached(api, api.get(link).json()) == set(identities)


def test_a_new_row_beyond_an_empty_page_is_reached(
    api: CheckedClient, create: Create, add_customers: Callable[[], set[int]], token: str
) -> None:
    identities = sorted(add_customers())
    second = api.get(api.list(customer_id=token, page_size=2).json()["next"]).json()
    delete(api, identities[4:])
    empty = api.get(second["previous"]).json()
    new = create(customer_id=f"{token}-{unique()}")["id"]
    assert reached(api, empty) == {*identities[:4], new}
