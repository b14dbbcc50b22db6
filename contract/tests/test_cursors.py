"""The paging parameter `cursor`, for services that have it: a service refuses cursors that it did not issue."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from crm_contract.sample_data.customers import Create, unique
from crm_contract.service_under_test.checked_client import CheckedClient, error_fields

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture(scope="module", autouse=True)
def only_where_pages_have_cursors(paging: str) -> None:
    if paging != "cursor":
        pytest.skip("this service pages by number")


class Walk:
    """A list of several pages, and the cursor to its second page."""

    def __init__(self, api: CheckedClient, create: Create, first: str = "Ada") -> None:
        self.api = api
        self.parameters = {"customer_id": unique(), "page_size": "1", "ordering": "first_name"}
        for name in (first, "Bea", "Cleo"):
            create(customer_id=f"{self.parameters['customer_id']}-{name}", first_name=name)
        self.cursor = self.cursor_of(api.list(**self.parameters).json()["next"])

    def cursor_of(self, link: str) -> str:
        return parse_qs(urlsplit(link).query)["cursor"][0]

    def refuses(self, cursor: str, **parameters: str) -> bool:
        return error_fields(self.api.list(**(self.parameters | parameters), cursor=cursor)) == ["cursor"]


@pytest.fixture(scope="module")
def walk(only_where_pages_have_cursors: None, api: CheckedClient, create_for_module: Create) -> Walk:
    return Walk(api, create_for_module)


def test_there_is_no_count(walk: Walk) -> None:
    assert list(walk.api.list(**walk.parameters).json()) == ["next", "previous", "results"]


@pytest.mark.parametrize("first", ["Ada", "Adaa", "Adaaa"])
def test_a_cursor_with_any_one_character_changed_is_refused(api: CheckedClient, create: Create, first: str) -> None:
    """Try both neighbours of each character, at three lengths: in base64, the last character may have unused bits."""
    walk = Walk(api, create, first)
    for at, character in enumerate(walk.cursor):
        for step in (1, -1):
            other = ALPHABET[(ALPHABET.find(character) + step) % len(ALPHABET)]
            assert walk.refuses(walk.cursor[:at] + other + walk.cursor[at + 1 :]), f"{other} as character {at}"


def test_a_cursor_with_any_one_character_missing_or_more_is_refused(walk: Walk) -> None:
    for at in range(len(walk.cursor)):
        assert walk.refuses(walk.cursor[:at] + walk.cursor[at + 1 :]), f"without character {at}"
        assert walk.refuses(walk.cursor[:at] + "A" + walk.cursor[at:]), f"with one more at {at}"
    assert walk.refuses(walk.cursor + "A")
    assert walk.refuses(walk.cursor * 2)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "0",
        "-1",
        "null",
        "undefined",
        " ",
        "=",
        "====",
        "\0",
        "é🎉",
        "%",
        "../../etc/passwd",
        "' OR 1=1 --",
        "x" * 600,
        "x" * 601,
        "x" * 3000,
        base64.urlsafe_b64encode(json.dumps(["Ada", 1]).encode()).decode(),
        base64.urlsafe_b64encode(b'{"k": null, "id": 1}').decode(),
        base64.urlsafe_b64encode(b"p=2020-01-01").decode(),
        base64.urlsafe_b64encode(b"\x80\x04K\x01.").decode(),
        base64.urlsafe_b64encode(b"[" * 300).decode(),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_made_up_cursor_is_refused(walk: Walk, cursor: str) -> None:
    assert walk.refuses(cursor)


@pytest.mark.parametrize(
    "other",
    [
        {"ordering": "-first_name"},
        {"ordering": "last_name"},
        {"ordering": "created"},
        {"ordering": ""},
        {"first_name": "a"},
        {"search": "ada"},
        {"points_min": "0"},
        {"has_address": "false"},
        {"customer_id": "x"},
        {"page_size": "2"},
        {"page_size": "100"},
        {"page_size": ""},
    ],
    ids=str,
)
def test_a_cursor_of_another_list_is_refused(walk: Walk, other: dict[str, str]) -> None:
    assert walk.refuses(walk.cursor, **other)


def test_a_cursor_belongs_to_values_however_they_are_written(api: CheckedClient, create: Create, token: str) -> None:
    """With or without the default, in another order, with other digits, another offset, an empty value."""
    for number in range(21):
        create(customer_id=f"{token}-{number}")
    spellings = [
        {"created_after": "2020-01-01T00:00:00Z", "customer_id": token, "points_min": "0", "search": token},
        {"search": f" {token.upper()}!", "points_min": "000", "customer_id": token, "page_size": "20"}
        | {"created_after": "2020-01-01T01:00:00.000000+01:00", "ordering": "-created"},
        {"page_size": "020", "ordering": "", "city": "", "points_min": "00", "customer_id": token, "search": token}
        | {"created_after": "2019-12-31T23:00:00.0-01:00"},
    ]
    for given in spellings:
        link = api.list(**given).json()["next"]
        cursor = parse_qs(urlsplit(link).query)["cursor"][0]
        assert len(api.get(link).json()["results"]) == 1
        for other in spellings:
            assert len(api.results(**other, cursor=cursor)) == 1, (given, other)


def test_the_longest_boundary_makes_a_cursor_that_leads_on(api: CheckedClient, create: Create, token: str) -> None:
    """100 characters of four bytes are the largest sort value."""
    for number in range(3):
        create(customer_id=f"{token}-{number}", first_name="🎉" * 100)
    page = api.list(customer_id=token, ordering="first_name", page_size=1).json()
    seen = [row["id"] for row in page["results"]]
    while page["next"]:
        assert len(parse_qs(urlsplit(page["next"]).query)["cursor"][0]) <= 600
        page = api.get(page["next"]).json()
        seen += [row["id"] for row in page["results"]]
    assert seen == sorted(seen)
    assert len(seen) == 3


def test_a_walk_continues_after_its_boundary_was_deleted(api: CheckedClient, create: Create, token: str) -> None:
    rows = [create(customer_id=f"{token}-{number}") for number in range(4)]
    first = api.list(customer_id=token, ordering="created", page_size=2).json()
    api.delete(f"/api/v1/customers/{rows[1]['id']}")
    second = api.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == [rows[2]["id"], rows[3]["id"]]


def test_rows_that_are_inserted_during_a_walk_repeat_no_row(api: CheckedClient, create: Create, token: str) -> None:
    rows = [create(customer_id=f"{token}-{number}") for number in range(4)]
    first = api.list(customer_id=token, page_size=2).json()
    create(customer_id=f"{token}-newer")
    second = api.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == [rows[1]["id"], rows[0]["id"]]
