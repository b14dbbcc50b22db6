"""Bodies that a service must refuse, and the fields that the refusal names."""

import json
from collections.abc import Iterator

import pytest
from crm_contract.oracle.customers import Json
from crm_contract.sample_data.customers import Create, new_address, new_customer, unique
from crm_contract.sample_data.malformed_values import WRONG_MEMBERS
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient, error_fields

CASES = [(field, value) for field, values in WRONG_MEMBERS.items() for value in values]


def with_member(body: dict[str, Json], field: str, value: Json) -> dict[str, Json]:
    owner, _, member = field.rpartition(".")
    if not owner:
        return body | {member: value}
    return body | {owner: (body.get(owner) or {}) | {member: value}}


@pytest.fixture(scope="module")
def there(create_for_module: Create) -> Json:
    return create_for_module(address=new_address())


@pytest.fixture
def unchanged(api: CheckedClient, there: Json) -> Iterator[str]:
    """The path of a customer that must be the same after the test."""
    yield f"{CUSTOMERS}/{there['id']}"
    assert api.customer(there["id"]).json() == there


@pytest.mark.parametrize(("field", "value"), CASES, ids=lambda value: repr(value)[:40])
def test_a_wrong_member_is_refused_by_its_name(api: CheckedClient, unchanged: str, field: str, value: Json) -> None:
    whole = with_member(new_customer(address=new_address()), field, value)
    assert error_fields(api.post(CUSTOMERS, json=whole)) == [field]
    assert error_fields(api.put(unchanged, json=whole)) == [field]
    assert error_fields(api.patch(unchanged, json=with_member({}, field, value))) == [field]


@pytest.mark.parametrize("field", ["customer_id", "first_name", "last_name"])
def test_a_missing_member_is_refused_by_its_name(api: CheckedClient, unchanged: str, field: str) -> None:
    body = new_customer()
    del body[field]
    assert error_fields(api.post(CUSTOMERS, json=body)) == [field]
    assert error_fields(api.put(unchanged, json=body)) == [field]


@pytest.mark.parametrize("field", ["city_code", "city", "country"])
def test_a_missing_member_of_an_address_is_refused_by_its_name(api: CheckedClient, unchanged: str, field: str) -> None:
    address = new_address()
    del address[field]
    assert error_fields(api.post(CUSTOMERS, json=new_customer(address=address))) == [f"address.{field}"]
    assert error_fields(api.put(unchanged, json=new_customer(address=address))) == [f"address.{field}"]


def test_every_wrong_member_is_named_once_and_in_order(api: CheckedClient, unchanged: str) -> None:
    body = {
        "first_name": "",
        "gender": "x",
        "birthday": "tomorrow",
        "address": {"city": 5},
        "relationship": {"points": -1, "last_activity": "now"},
    }
    expected = [
        "address.city",
        "address.city_code",
        "address.country",
        "birthday",
        "customer_id",
        "first_name",
        "gender",
        "last_name",
        "relationship.last_activity",
        "relationship.points",
    ]
    assert error_fields(api.post(CUSTOMERS, json=body)) == expected
    assert error_fields(api.put(unchanged, json=body)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "null",
        "true",
        "5",
        '"Ada"',
        "[]",
        "[{}]",
        "{",
        "{}{}",
        "{} x",
        "{'first_name': 'Ada'}",
        '{"first_name": "Ada",}',
        '{first_name: "Ada"}',
        '{"first_name": "Ada" // the first\n}',
        '{"first_name": "A\nda"}',
        '{"relationship": {"points": 05}}',
        '{"relationship": {"points": +5}}',
        '{"relationship": {"points": NaN}}',
        '{"relationship": {"points": Infinity}}',
        '{"relationship": {"points": -Infinity}}',
        '{"nickname": NaN}',
        '{"first_name": "\\x41"}',
        '{"first_name": "\\u12"}',
        b'{"first_name": "\xff"}',
        b'{"first_name": "\xed\xa0\x80"}',
        b'{"first_name": "\xc0\xaf"}',
        b"\xff\xfe{\x00}\x00",
        b"\0",
        b"\x80\x04}\x94.",
        "first_name=Ada",
        "<customer/>",
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_body_that_is_no_json_object_is_refused_as_body(
    api: CheckedClient, unchanged: str, text: str | bytes
) -> None:
    assert error_fields(api.send_json("POST", CUSTOMERS, text=text)) == ["body"]
    assert error_fields(api.send_json("PUT", unchanged, text=text)) == ["body"]
    assert error_fields(api.send_json("PATCH", unchanged, text=text)) == ["body"]


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "x\\udc00\\ud800y"])
def test_half_of_a_surrogate_pair_is_refused(api: CheckedClient, unchanged: str, escape: str) -> None:
    """Some JSON parsers refuse it, so the refusal may name the body."""
    text = json.dumps(new_customer(first_name="@")).replace("@", escape)
    assert error_fields(api.send_json("POST", CUSTOMERS, text=text)) in (["first_name"], ["body"])
    assert error_fields(api.send_json("PATCH", unchanged, text=text)) in (["first_name"], ["body"])


def test_an_escaped_nul_is_refused_by_the_members_name(api: CheckedClient, unchanged: str) -> None:
    text = json.dumps(new_customer(first_name="@")).replace("@", "\\u0000")
    assert error_fields(api.send_json("POST", CUSTOMERS, text=text)) == ["first_name"]
    assert error_fields(api.send_json("PATCH", unchanged, text=text)) == ["first_name"]


def test_escaped_text_is_the_same_text(api: CheckedClient) -> None:
    text = json.dumps(new_customer(first_name="Zoë 🎉"), ensure_ascii=True)
    assert "\\ud83c" in text
    response = api.send_json("POST", CUSTOMERS, text=text)
    assert response.json()["first_name"] == "Zoë 🎉"
    assert api.delete(response.headers["Location"]).status_code == 204


def test_errors_never_repeat_what_was_sent(api: CheckedClient) -> None:
    secret = unique()
    wrong = {
        "customer_id": secret * 9,
        "gender": secret,
        "birthday": secret,
        "address": secret,
        "relationship": {"points": secret, "last_activity": secret},
        secret: secret,
    }
    for body in (json.dumps(wrong), json.dumps([secret]), f'{{"{secret}', f'{{"first_name": {secret}}}'):
        response = api.send_json("POST", CUSTOMERS, text=body)
        assert response.status_code == 400
        assert secret not in response.text
