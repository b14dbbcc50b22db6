from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from factories import LIST, Refuse, a_customer

pytestmark = pytest.mark.django_db


def test_an_empty_table_is_one_empty_page(client: Client) -> None:
    assert client.get(LIST).json() == {"count": 0, "next": None, "previous": None, "results": []}


def test_a_page_has_its_members_in_the_order_of_drf(client: Client) -> None:
    assert list(client.get(LIST).json()) == ["count", "next", "previous", "results"]


def test_twenty_customers_are_a_page_unless_the_client_says_otherwise(client: Client) -> None:
    for _ in range(21):
        a_customer()

    assert len(client.get(LIST).json()["results"]) == 20
    assert len(client.get(LIST, {"page_size": "21"}).json()["results"]) == 21
    assert len(client.get(LIST, {"page_size": ""}).json()["results"]) == 20


def test_next_and_previous_keep_the_parameters(client: Client) -> None:
    for _ in range(3):
        a_customer(first_name="é&x")

    middle = client.get(LIST, {"page": "2", "page_size": "1", "first_name": "É&", "search": ""}).json()

    assert middle["count"] == 3
    assert middle["next"].startswith("http://testserver/api/v1/customers?")
    assert parse_qs(urlsplit(middle["next"]).query) == {"page": ["3"], "page_size": ["1"], "first_name": ["É&"]}
    assert parse_qs(urlsplit(middle["previous"]).query) == {"page_size": ["1"], "first_name": ["É&"]}


@pytest.mark.parametrize("ordering", ["birthday", "-birthday", "points", "-last_activity", "created", "-first_name"])
def test_following_next_meets_every_customer_once_although_all_sort_the_same(client: Client, ordering: str) -> None:
    same = datetime(2024, 5, 1, tzinfo=UTC)
    stored = {a_customer(created=same).pk for _ in range(23)}

    met = []
    url: str | None = f"{LIST}?ordering={ordering}&page_size=5"
    while url:
        page = client.get(url).json()
        met += [customer["id"] for customer in page["results"]]
        url = page["next"]

    assert met == sorted(stored, reverse=ordering.startswith("-"))


def test_a_page_beyond_the_last_is_not_found(client: Client) -> None:
    a_customer()

    assert client.get(LIST, {"page": "2"}).status_code == 404
    assert client.get(LIST, {"page": "999999999"}).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "+1", "1.0", "x", "last", "1000000000", "%20 1", "%D9%A1", "1%00"])
def test_a_page_is_one_to_nine_digits(refused: Refuse, page: str) -> None:
    assert refused(f"page={page}") == ["page"]


@pytest.mark.parametrize("page_size", ["0", "101", "-1", "1000", "x", "1e1", "%D9%A1"])
def test_a_page_size_is_1_to_100(refused: Refuse, page_size: str) -> None:
    assert refused(f"page_size={page_size}") == ["page_size"]


def test_the_cursor_of_another_service_is_an_unknown_parameter(refused: Refuse) -> None:
    assert refused("cursor=abc") == ["cursor"]


def test_head_answers_where_get_does_and_without_a_body(client: Client) -> None:
    response = client.head(LIST)

    assert (response.status_code, response.content) == (200, b"")
