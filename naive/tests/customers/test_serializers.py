from typing import Any

import pytest
from crm_naive.customers.models import Address, Customer, Relationship
from django.test import Client
from factories import LIST, Send, a_body, a_customer

pytestmark = pytest.mark.django_db

FULL = {
    "customer_id": "C-7",
    "first_name": "Grace",
    "last_name": "Hopper",
    "gender": "female",
    "phone_number": "+1 555",
    "birthday": "1906-12-09",
    "address": {"street": "Main St", "street_number": "1a", "city_code": "10001", "city": "New York", "country": "USA"},
    "relationship": {"points": 5, "last_activity": "2024-05-01T12:00:00.000001Z"},
}


def refused_members(response: Any) -> list[str]:
    assert response.status_code == 400, response.content
    return [error["field"] for error in response.json()["errors"]]


def without_timestamps(customer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in customer.items() if name not in {"id", "created", "last_updated"}}


def test_a_created_customer_is_answered_located_and_read_back(client: Client, send: Send) -> None:
    response = send("POST", LIST, FULL)

    created = response.json()
    assert response.status_code == 201
    assert response["Location"] == f"http://testserver{LIST}/{created['id']}"
    assert without_timestamps(created) == FULL
    assert client.get(response["Location"]).json() == created
    assert client.get(LIST).json()["results"] == [created]


def test_members_come_in_the_order_of_the_contract(send: Send) -> None:
    created = send("POST", LIST, FULL).json()

    names = "id customer_id first_name last_name gender phone_number birthday created last_updated address relationship"
    assert list(created) == names.split()
    assert list(created["address"]) == ["street", "street_number", "city_code", "city", "country"]
    assert list(created["relationship"]) == ["points", "last_activity"]


def test_an_omitted_member_has_its_default(send: Send) -> None:
    created = send("POST", LIST, {"customer_id": "C", "first_name": "A", "last_name": "B"}).json()

    assert without_timestamps(created) == {
        "customer_id": "C",
        "first_name": "A",
        "last_name": "B",
        "gender": "undefined",
        "phone_number": None,
        "birthday": None,
        "address": None,
        "relationship": {"points": 0, "last_activity": None},
    }


def test_timestamps_have_six_digits_and_a_four_digit_year_in_utc(send: Send) -> None:
    relationship = {"last_activity": "0987-01-01T01:00:00+01:00"}
    created = send("POST", LIST, a_body(birthday="0001-01-01", relationship=relationship)).json()

    assert created["relationship"]["last_activity"] == "0987-01-01T00:00:00.000000Z"
    assert created["birthday"] == "0001-01-01"
    assert len(created["created"]) == len(created["last_updated"]) == len("2024-05-01T12:00:00.123456Z")


def test_put_replaces_everything_and_omitted_members_get_their_defaults(send: Send) -> None:
    customer = send("POST", LIST, FULL).json()

    replaced = send("PUT", f"{LIST}/{customer['id']}", {"customer_id": "C-7", "first_name": "G", "last_name": "H"})

    assert replaced.status_code == 200
    assert without_timestamps(replaced.json()) == a_body(
        customer_id="C-7",
        first_name="G",
        last_name="H",
        gender="undefined",
        phone_number=None,
        birthday=None,
        address=None,
        relationship={"points": 0, "last_activity": None},
    )
    assert not Address.objects.exists()


def test_put_replaces_the_nested_objects_too(send: Send) -> None:
    customer = send("POST", LIST, FULL).json()
    address = {"city_code": "1", "city": "Bonn", "country": "DE"}

    replaced = send("PUT", f"{LIST}/{customer['id']}", FULL | {"address": address, "relationship": {"points": 1}})

    assert replaced.json()["address"] == {"street": None, "street_number": None} | address
    assert replaced.json()["relationship"] == {"points": 1, "last_activity": None}


def test_put_needs_the_required_members(send: Send) -> None:
    response = send("PUT", f"{LIST}/{a_customer(address={}).pk}", {"address": {}})

    expected = ["address.city", "address.city_code", "address.country", "customer_id", "first_name", "last_name"]
    assert refused_members(response) == expected


def test_patch_changes_what_it_names_and_nothing_else(send: Send) -> None:
    customer = send("POST", LIST, FULL).json()

    patched = send("PATCH", f"{LIST}/{customer['id']}", {"phone_number": None, "relationship": {"points": 6}}).json()

    expected = FULL | {"phone_number": None, "relationship": FULL["relationship"] | {"points": 6}}  # type: ignore[operator]
    assert without_timestamps(patched) == expected
    assert patched["created"] == customer["created"]


@pytest.mark.parametrize("body", [{}, {"address": {}}, {"relationship": {}}, {"id": 5, "created": "x", "foo": {}}])
def test_a_patch_that_names_nothing_changes_only_last_updated(send: Send, body: dict[str, Any]) -> None:
    customer = send("POST", LIST, FULL).json()

    patched = send("PATCH", f"{LIST}/{customer['id']}", body).json()

    assert patched.pop("last_updated") > customer.pop("last_updated")
    assert patched == customer


def test_patch_merges_into_an_address(send: Send) -> None:
    customer = send("POST", LIST, FULL).json()

    patched = send("PATCH", f"{LIST}/{customer['id']}", {"address": {"city": "Boston", "street": None}}).json()

    assert patched["address"] == FULL["address"] | {"city": "Boston", "street": None}  # type: ignore[operator]


def test_patch_removes_an_address_with_null(send: Send) -> None:
    customer = a_customer(address={})

    assert send("PATCH", f"{LIST}/{customer.pk}", {"address": None}).json()["address"] is None
    assert not Address.objects.exists()


def test_patch_creates_an_address_if_its_required_members_are_there(send: Send) -> None:
    path = f"{LIST}/{a_customer().pk}"

    assert refused_members(send("PATCH", path, {"address": {}})) == [
        "address.city",
        "address.city_code",
        "address.country",
    ]
    incomplete = {"first_name": 5, "address": {"street": 5, "city": "", "country": "DE"}}
    expected = ["address.city", "address.city_code", "address.street", "first_name"]
    assert refused_members(send("PATCH", path, incomplete)) == expected
    address = {"city_code": "1", "city": "Bonn", "country": "DE"}
    assert (
        send("PATCH", path, {"address": address}).json()["address"] == {"street": None, "street_number": None} | address
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_unknown_and_read_only_members_are_ignored_at_every_level(send: Send, method: str) -> None:
    path = LIST if method == "POST" else f"{LIST}/{a_customer().pk}"
    extra = {"id": 99, "foo": [1], "customer": 99}
    body = FULL | {"created": "x", "last_updated": 1} | extra
    body |= {name: FULL[name] | extra for name in ("address", "relationship")}  # type: ignore[operator]

    written = send(method, path, body).json()

    assert without_timestamps(written) == FULL
    assert written["id"] != 99


@pytest.mark.parametrize(
    ("member", "values"),
    [
        ("customer_id", [None, 5, True, "", "a" * 33, ["a"], {}, "a\0", "\ud800", "\udfff\ud800"]),
        ("first_name", [None, 5, 1.5, "", "a" * 101, "a\0b", "\ud800"]),
        ("last_name", [None, False, "", "a" * 101]),
        ("gender", [None, "", "Male", 0, [], {}, ["male"], True, "male "]),
        ("phone_number", [5, "", "1" * 33, [], "\0"]),
        (
            "birthday",
            ["", 5, 20240101, "2024-1-1", "2024-02-30", "20240101", "2024-01-01T00:00:00Z", "2024-W01-1", [], True],
        ),
        ("address", [5, "x", [], True, [{}]]),
        ("address.street", [5, "", "a" * 101]),
        ("address.street_number", [5, "", "1" * 21]),
        ("address.city_code", [None, 5, "", "1" * 21]),
        ("address.city", [None, 5, "", "a" * 101]),
        ("address.country", [None, {}, "", "a" * 101, "\ud800"]),
        ("relationship", [None, 5, "x", []]),
        ("relationship.points", [None, "5", 1.0, True, -1, 2147483648, 10**400, 1e300, []]),
        ("relationship.last_activity", ["", 5, "2024-01-01", "2024-01-01T00:00:00", "0001-01-01T00:00:00+01:00", True]),
    ],
)
def test_a_member_of_the_wrong_kind_is_refused_by_its_name(send: Send, member: str, values: list[Any]) -> None:
    path = f"{LIST}/{a_customer(address={}).pk}"
    nested, _, name = member.rpartition(".")
    for value in values:
        given = {nested: {name: value}} if nested else {name: value}
        assert refused_members(send("PATCH", path, given)) == [member], value
        required = {"city_code": "1", "city": "A", "country": "B"} if nested == "address" else {}
        body = a_body() | ({nested: required | {name: value}} if nested else {name: value})
        assert refused_members(send("POST", LIST, body)) == [member], value


def test_a_text_is_normalised_before_its_length_is_checked(send: Send) -> None:
    # NFC makes two characters of this one.
    longer_composed = "\u0958"

    created = send("POST", LIST, a_body(first_name="e\u0301" * 100, last_name="\u212b", customer_id="😀" * 32)).json()

    assert (created["first_name"], created["last_name"], created["customer_id"]) == ("é" * 100, "Å", "😀" * 32)
    assert refused_members(send("POST", LIST, a_body(first_name=longer_composed * 51))) == ["first_name"]


def test_a_text_is_never_trimmed_and_a_blank_is_a_character(send: Send) -> None:
    created = send("POST", LIST, a_body(first_name=" a\n", last_name=" ")).json()

    assert (created["first_name"], created["last_name"]) == (" a\n", " ")


def test_the_last_of_two_equal_members_wins(send: Send) -> None:
    body = b'{"customer_id": 5, "first_name": "A", "last_name": "B", "customer_id": "C"}'

    assert send("POST", LIST, body).json()["customer_id"] == "C"


def test_a_taken_customer_id_is_refused(send: Send) -> None:
    a_customer("taken")
    other = a_customer("other")

    assert refused_members(send("POST", LIST, a_body(customer_id="taken"))) == ["customer_id"]
    assert refused_members(send("PUT", f"{LIST}/{other.pk}", a_body(customer_id="taken"))) == ["customer_id"]
    assert refused_members(send("PATCH", f"{LIST}/{other.pk}", {"customer_id": "taken"})) == ["customer_id"]
    assert send("PATCH", f"{LIST}/{other.pk}", {"customer_id": "other"}).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_write_that_fails_half_way_writes_nothing(send: Send, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    customer = a_customer(first_name="Before", address={})

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("between two writes")

    monkeypatch.setattr(Relationship, "save", fail)
    path = LIST if method == "POST" else f"{LIST}/{customer.pk}"
    with pytest.raises(RuntimeError):
        send(method, path, a_body(first_name="After", address=None, relationship={"points": 1}))

    assert [stored.first_name for stored in Customer.objects.all()] == ["Before"]
    assert Address.objects.count() == 1


def test_a_deleted_customer_is_gone_with_its_address_and_relationship(client: Client) -> None:
    customer = a_customer(address={})
    path = f"{LIST}/{customer.pk}"

    response = client.delete(path)

    assert (response.status_code, response.content) == (204, b"")
    assert client.delete(path).status_code == client.get(path).status_code == 404
    assert (Customer.objects.count(), Address.objects.count(), Relationship.objects.count()) == (0, 0, 0)
