"""Pages, and the links between them."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from crm_contract.oracle.customers import Json
from crm_contract.sample_data.customers import Create, unique
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient, error_fields


class SixCustomers:
    def __init__(self, create: Create) -> None:
        self.token = unique()
        self.ids = [create(customer_id=f"{self.token}-{number}")["id"] for number in range(6)]


@pytest.fixture(scope="module")
def six(create_for_module: Create) -> SixCustomers:
    return SixCustomers(create_for_module)


def ids(page: Json) -> list[int]:
    return [row["id"] for row in page["results"]]


def test_a_page_holds_20_unless_asked_otherwise(api: CheckedClient, create: Create, token: str) -> None:
    for number in range(21):
        create(customer_id=f"{token}-{number}")
    page = api.list(customer_id=token).json()
    assert (len(page["results"]), page["next"] is None, page["previous"]) == (20, False, None)
    assert len(api.get(page["next"]).json()["results"]) == 1
    whole = api.list(customer_id=token, page_size=100).json()
    assert (len(whole["results"]), whole["next"], whole["previous"]) == (21, None, None)


def test_a_list_that_fits_one_page_exactly_has_no_next(api: CheckedClient, six: SixCustomers) -> None:
    for page_size in (6, 7, "006"):
        page = api.list(customer_id=six.token, page_size=page_size).json()
        assert (len(page["results"]), page["next"], page["previous"]) == (6, None, None)


def test_a_last_page_that_is_full_has_no_next(api: CheckedClient, six: SixCustomers) -> None:
    first = api.list(customer_id=six.token, page_size=3).json()
    last = api.get(first["next"]).json()
    assert (len(last["results"]), last["next"]) == (3, None)
    back = api.get(last["previous"]).json()
    assert (ids(back), back["previous"]) == (ids(first), None)


def test_an_empty_list_has_no_links(api: CheckedClient, token: str) -> None:
    page = api.list(customer_id=token).json()
    assert (page["results"], page["next"], page["previous"]) == ([], None, None)


def test_a_walk_can_turn_around_at_any_page(api: CheckedClient, six: SixCustomers) -> None:
    first = api.list(customer_id=six.token, page_size=2, ordering="created").json()
    seen = [ids(first)]
    page = first
    for turn in ("next", "previous", "next", "next", "previous", "previous", "next"):
        page = api.get(page[turn]).json()
        seen.append(ids(page))
    one, two, three = (six.ids[at : at + 2] for at in (0, 2, 4))
    assert seen == [one, two, one, two, three, two, one, two]


def test_links_are_absolute_and_keep_every_parameter(api: CheckedClient, six: SixCustomers, paging: str) -> None:
    sent = {
        "customer_id": six.token,
        "page_size": "2",
        "ordering": "-customer_id",
        "first_name": "Ada",
        "created_after": "2020-01-01T00:00:00+00:00",
        "search": "ada lovelace",
    }
    page = api.list(**sent).json()
    for direction in ("next", "previous"):
        page = api.get(page["next"]).json() if direction == "previous" else page
        link = page[direction]
        assert link.startswith(str(api.base_url.join(f"{CUSTOMERS}?")))
        kept = dict(parse_qsl(urlsplit(link).query))
        kept.pop(paging, None)
        assert kept == sent


def test_links_keep_parameters_that_need_escapes(api: CheckedClient, create: Create, token: str) -> None:
    name = "100% & <ä>+=?#/\\"
    for number in range(3):
        create(customer_id=f"{token}-{number}", first_name=name)
    page = api.list(customer_id=token, first_name=name, page_size=1).json()
    seen = ids(page)
    while page["next"]:
        page = api.get(page["next"]).json()
        seen += ids(page)
    assert len(set(seen)) == len(seen) == 3


def test_a_link_can_be_followed_twice(api: CheckedClient, six: SixCustomers) -> None:
    link = api.list(customer_id=six.token, page_size=2).json()["next"]
    assert api.get(link).json() == api.get(link).json()


def test_the_paging_parameter_of_another_service_is_unknown(api: CheckedClient, paging: str) -> None:
    other = {"page": "cursor", "cursor": "page"}[paging]
    assert error_fields(api.list(**{other: "1"})) == [other]
    assert error_fields(api.list(**{other: ""})) == [other]


def test_an_empty_paging_parameter_asks_for_the_first_page(api: CheckedClient, six: SixCustomers, paging: str) -> None:
    plain = api.list(customer_id=six.token, page_size=4).json()["results"]
    assert api.results(customer_id=six.token, page_size=4, **{paging: ""}) == plain
