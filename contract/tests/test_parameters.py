"""Parameters that a service must refuse by their names, and values that count as omitted."""

import json

import pytest
from crm_contract.oracle.parameters import PARAMETERS
from crm_contract.sample_data.customers import Create, unique
from crm_contract.sample_data.malformed_values import WRONG_PARAMETERS
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient, error_fields
from crm_contract.service_under_test.raw_http import exchange

CASES = [(name, value) for name, values in WRONG_PARAMETERS.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CASES, ids=lambda value: repr(value)[:40])
def test_a_wrong_parameter_is_refused_by_its_name(api: CheckedClient, name: str, value: str) -> None:
    assert error_fields(api.list_pairs([(name, value)])) == [name]


@pytest.mark.parametrize("name", ["created_after", "created_before", "last_updated_after", "last_activity_before"])
def test_a_plus_that_became_a_blank_is_refused(api: CheckedClient, name: str) -> None:
    assert error_fields(api.get(f"{CUSTOMERS}?{name}=2024-01-01T00:00:00+01:00")) == [name]
    assert api.get(f"{CUSTOMERS}?{name}=9998-01-01T00:00:00%2B01:00&customer_id={unique()}").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "offset",
        "limit",
        "format",
        "q",
        "id",
        "address",
        "email",
        "firstname",
        "City",
        "city ",
        "page_size[]",
        "city__in",
    ],
)
def test_an_unknown_parameter_is_refused_by_its_name(api: CheckedClient, name: str) -> None:
    assert error_fields(api.list_pairs([(name, "1")])) == [name]
    assert error_fields(api.list_pairs([(name, "")])) == [name]
    assert error_fields(api.list_pairs([("city", "x"), (name, "1")])) == [name]


@pytest.mark.parametrize(
    "query", ["=", "=x", "%00=x", "%00", "%FF=x", "city%00=x", "?city=x", "city%3Dx", ";", "city=x;y=z&z", "[]"]
)
def test_a_strangely_named_parameter_is_unknown(api: CheckedClient, query: str) -> None:
    """The contract promises only the status, because the name may not fit into the error's field."""
    response = api.get(f"{CUSTOMERS}?{query}")
    assert response.status_code == 400


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_given_twice_is_refused_by_its_name(api: CheckedClient, name: str) -> None:
    value = {"ordering": "created", "gender": "male", "has_address": "true", "birthday_after": "2020-01-01"}.get(
        name, "1"
    )
    assert error_fields(api.list_pairs([(name, value), (name, value)])) == [name]
    assert error_fields(api.list_pairs([(name, ""), (name, "")])) == [name]


def test_every_wrong_parameter_is_named_once_and_in_order(api: CheckedClient) -> None:
    pairs = [("search", "x" * 51), ("zzz", "1"), ("page_size", "0"), ("city", "1"), ("city", "2"), ("ordering", "x")]
    assert error_fields(api.list_pairs(pairs)) == ["city", "ordering", "page_size", "search", "zzz"]


def test_an_empty_value_counts_as_omitted(api: CheckedClient, create: Create, token: str) -> None:
    created = create(customer_id=token)
    assert api.results(**dict.fromkeys(PARAMETERS, "") | {"customer_id": token}) == [created]
    for name in PARAMETERS:
        response = api.get(f"{CUSTOMERS}?{name}&search={token}" if name != "search" else f"{CUSTOMERS}?search=")
        assert response.status_code == 200, name


def test_bytes_that_are_not_utf_8_are_no_error_of_the_service(api: CheckedClient) -> None:
    """They read as U+FFFD, which no customer contains."""
    for value in ("%FF", "%ED%A0%80", "%C3", "%F4%90%80%80", "%c0%80"):
        response = api.get(f"{CUSTOMERS}?customer_id={value}{unique()}")
        assert response.status_code in (200, 400), value


def test_utf_8_that_is_not_percent_encoded_reads_as_utf_8_or_is_refused(
    api: CheckedClient, create: Create, token: str
) -> None:
    """It is no HTTP, so a strict server refuses it. A server that accepts it must read it as UTF-8."""
    created = create(customer_id=token, first_name="Zoë")
    line = f"GET {CUSTOMERS}?first_name=zoë&customer_id={token} HTTP/1.1\r\n"
    answer = exchange(str(api.base_url), f"{line}Host: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    assert answer is not None
    assert answer.status == 400 or json.loads(answer.body)["results"] == [created]


def test_a_percent_sign_that_escapes_nothing_is_itself(api: CheckedClient, create: Create, token: str) -> None:
    created = create(customer_id=token, first_name="%zz%")
    assert api.get(f"{CUSTOMERS}?first_name=%zz%&customer_id={token}").json()["results"] == [created]


def test_a_thousand_parameters_are_read_and_more_are_refused(api: CheckedClient, create: Create, token: str) -> None:
    """Every & begins a parameter, even an empty one. If there are too many, the refusal names none."""
    created = create(customer_id=token)
    assert api.get(f"{CUSTOMERS}?customer_id={token}{'&' * 999}").json()["results"] == [created]
    names = [f"x{number:03}" for number in range(1_000)]
    assert error_fields(api.get(f"{CUSTOMERS}?{'&'.join(names[:600])}")) == names[:600]
    assert error_fields(api.get(f"{CUSTOMERS}?customer_id={token}{'&' * 1_000}")) == []


def test_errors_never_repeat_what_was_sent(api: CheckedClient) -> None:
    secret = unique()
    for name in ("ordering", "gender", "birthday_after", "created_after", "page_size", "points_min", "nickname"):
        response = api.list_pairs([(name, secret)])
        assert error_fields(response) == [name]
        assert secret not in response.text
    assert secret not in api.get(f"/api/v1/{secret}").text
    assert secret not in api.get(f"{CUSTOMERS}/{secret}").text


def test_long_names_of_unknown_parameters_are_named_whole_and_apart(api: CheckedClient) -> None:
    names = sorted(f"{'x' * 300}{end}" for end in ("", "a", "b", "\u00e4", "%", "&"))
    assert error_fields(api.list_pairs([(name, "1") for name in names])) == names
