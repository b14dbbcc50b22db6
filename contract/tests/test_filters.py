"""Filters over a few customers that differ in everything. The oracle decides which of them match."""

from collections.abc import Sequence

import pytest
from crm_contract.oracle.customers import Json
from crm_contract.oracle.lists import Oracle
from crm_contract.oracle.parameters import CONTAINS, Query, parse_query
from crm_contract.sample_data.customers import Create, from_json, new_address, unique
from crm_contract.service_under_test.checked_client import CheckedClient, error_fields

SAMPLE: list[dict[str, Json]] = [
    {"first_name": "Anna", "last_name": "Schmidt", "gender": "female", "birthday": "1980-01-01"},
    {"first_name": "ANNA", "last_name": "100%", "phone_number": "+1 (555) 010-2030", "relationship": {"points": 1}},
    {"first_name": "anna_maria", "last_name": "Under_score", "gender": "other", "phone_number": "555_010"},
    {"first_name": "Back\\slash", "last_name": "\\%_", "birthday": "1980-01-02", "phone_number": "\\"},
    {"first_name": "İbrahim", "last_name": "Işık", "gender": "male", "address": new_address(city="İstanbul")},
    {"first_name": "ısmail", "last_name": "ΣΊΣΥΦΟΣ", "address": new_address(street="Οδός Σισύφου", city="Αθήνα")},
    {"first_name": "Straße", "last_name": "σίσυφος", "address": new_address(street="STRASSE", street_number=None)},
    {"first_name": " leading", "last_name": "trailing ", "address": new_address(street=None, city_code=" 10115 ")},
    {
        "first_name": "Zoë",
        "last_name": "O'Hara-Smith",
        "birthday": "0001-01-01",
        "relationship": {"points": 2147483647},
    },
    {"first_name": "🎉", "last_name": "𝔸𝔹", "birthday": "9999-12-31", "address": new_address(country="🏴")},
    {
        "first_name": "ᾳ",
        "last_name": "ǆ",
        "relationship": {"points": 5, "last_activity": "2024-02-29T12:00:00.123456Z"},
    },
    {"first_name": "two\nlines", "last_name": "tab\tbed", "relationship": {"last_activity": "2024-02-29T12:00:00Z"}},
]


class Customers:
    """Customers with one token in all customer_ids, and the oracle's answers about them."""

    def __init__(self, api: CheckedClient, create: Create) -> None:
        self.api = api
        self.token = unique()
        self.rows = [create(customer_id=f"{self.token}-{n:02}", **person) for n, person in enumerate(SAMPLE)]
        self._oracle = Oracle(map(from_json, self.rows))

    def check(self, pairs: Sequence[tuple[str, str]]) -> list[Json]:
        """Assert that the service answers as the oracle does, and return the results."""
        query = parse_query(pairs)
        assert isinstance(query, Query), query
        expected = [customer.id for customer in self._oracle.select(query)]
        mine = [] if any(name == "customer_id" for name, _ in pairs) else [("customer_id", self.token)]
        response = self.api.list_pairs([*pairs, *mine])
        assert response.status_code == 200, response.text
        found: list[Json] = response.json()["results"]
        assert [row["id"] for row in found] == expected
        return found


@pytest.fixture(scope="module")
def customers(api: CheckedClient, create_for_module: Create) -> Customers:
    return Customers(api, create_for_module)


@pytest.mark.parametrize(
    ("name", "part", "how_many"),
    [
        ("first_name", "anna", 3),
        ("first_name", "ANNA", 3),
        ("first_name", "nn", 3),
        ("first_name", "_", 1),
        ("first_name", "%", 0),
        ("first_name", "\\", 1),
        ("last_name", "%", 2),
        ("last_name", "_", 2),
        ("last_name", "\\%_", 1),
        ("last_name", "0%", 1),
        ("last_name", "O'h", 1),
        ("last_name", "hara-", 1),
        ("phone_number", "_", 1),
        ("phone_number", "+1 (", 1),
        ("phone_number", "\\", 1),
        ("phone_number", "555 010", 0),
        ("first_name", "strasse", 0),
        ("first_name", "STRASSE", 0),
        ("first_name", "straß", 1),
        ("street", "straSSe", 1),
        ("first_name", "ısm", 1),
        ("first_name", "ISM", 1),  # the upper case of ı and i is I; that of İ is İ
        ("first_name", "ıb", 0),
        ("first_name", "İ", 1),
        ("first_name", "ibrahim", 0),
        ("last_name", "işik", 1),
        ("last_name", "σίσυφοσ", 2),
        ("last_name", "Σίσυφος", 2),
        ("city", "istanbul", 0),
        ("first_name", "zoë", 1),
        ("first_name", "ZOË", 1),
        ("first_name", "zoe", 0),
        ("first_name", "Zoe\u0308", 0),  # nothing is normalised here
        ("first_name", " leading", 1),
        ("first_name", "leading ", 0),
        ("last_name", "trailing ", 1),
        ("last_name", " ", 1),
        ("city_code", " 10115 ", 1),
        ("first_name", "\n", 1),
        ("last_name", "\t", 1),
        ("first_name", "🎉", 1),
        ("last_name", "𝔹", 1),
        ("first_name", "ᾼ", 1),
        ("last_name", "Ǆ", 1),
        ("last_name", "ǅ", 1),
        ("country", "🏴", 1),
        ("street_number", "12B", 4),
        ("street", "james", 2),
        ("city_code", "sw1y", 4),
        ("country", "KINGDOM", 4),
        ("customer_id", "nothing-like-it", 0),
    ],
)
def test_contains_finds_a_literal_part_in_any_case(customers: Customers, name: str, part: str, how_many: int) -> None:
    assert len(customers.check([(name, part)])) == how_many


@pytest.mark.parametrize("name", CONTAINS)
def test_contains_takes_100_characters_and_no_more(customers: Customers, name: str) -> None:
    for character in ("x", "🎉"):
        assert customers.check([(name, character * 100)]) == []
        assert error_fields(customers.api.list_pairs([(name, character * 101)])) == [name]


@pytest.mark.parametrize(("gender", "how_many"), [("male", 1), ("female", 1), ("other", 1), ("undefined", 9)])
def test_gender_is_exact(customers: Customers, gender: str, how_many: int) -> None:
    assert len(customers.check([("gender", gender)])) == how_many


@pytest.mark.parametrize(("flag", "how_many"), [("true", 5), ("false", 7)])
def test_has_address_separates_customers_with_an_address_from_those_without(
    customers: Customers, flag: str, how_many: int
) -> None:
    assert len(customers.check([("has_address", flag)])) == how_many


@pytest.mark.parametrize(
    ("pairs", "how_many"),
    [
        ([("birthday_after", "1980-01-01")], 3),
        ([("birthday_after", "1980-01-02")], 2),
        ([("birthday_before", "1980-01-01")], 2),
        ([("birthday_before", "1979-12-31")], 1),
        ([("birthday_before", "0001-01-01")], 1),
        ([("birthday_after", "9999-12-31")], 1),
        ([("birthday_after", "0001-01-01"), ("birthday_before", "9999-12-31")], 4),
        ([("birthday_after", "1980-01-02"), ("birthday_before", "1980-01-01")], 0),
        ([("points_min", "0")], 12),
        ([("points_min", "1")], 3),
        ([("points_min", "5")], 2),
        ([("points_max", "5")], 11),
        ([("points_max", "4")], 10),
        ([("points_min", "2147483647")], 1),
        ([("points_max", "0000000001"), ("points_min", "1")], 1),
        ([("last_activity_after", "2024-02-29T12:00:00Z")], 2),
        ([("last_activity_after", "2024-02-29T12:00:00.000001Z")], 1),
        ([("last_activity_after", "2024-02-29T12:00:00.123456Z")], 1),
        ([("last_activity_after", "2024-02-29T12:00:00.123457Z")], 0),
        ([("last_activity_before", "2024-02-29T12:00:00.123456Z")], 2),
        ([("last_activity_before", "2024-02-29T12:00:00.123455Z")], 1),
        ([("last_activity_before", "2024-02-29T12:00:00Z")], 1),
        ([("last_activity_before", "2024-02-29T14:00:00+02:00")], 1),
        ([("last_activity_before", "2024-02-29T06:30:00-05:30")], 1),
        ([("last_activity_before", "2024-02-29T13:59:59+02:00")], 0),
        ([("last_activity_after", "0001-01-01T00:00:00Z"), ("last_activity_before", "9999-12-31T23:59:59Z")], 2),
    ],
)
def test_ranges_include_both_ends_and_never_null(
    customers: Customers, pairs: list[tuple[str, str]], how_many: int
) -> None:
    assert len(customers.check(pairs)) == how_many


@pytest.mark.parametrize("column", ["created", "last_updated"])
def test_ranges_of_a_moment_are_exact_to_the_microsecond(customers: Customers, column: str) -> None:
    for row in customers.rows[:3]:
        at = row[column]
        assert row in customers.check([(f"{column}_after", at), (f"{column}_before", at)])
        assert row in customers.check([(f"{column}_after", at)])
        assert row in customers.check([(f"{column}_before", at.replace("Z", "+00:00"))])


def test_filters_are_combined_with_and(customers: Customers) -> None:
    assert len(customers.check([("first_name", "anna"), ("gender", "female")])) == 1
    assert len(customers.check([("first_name", "anna"), ("last_name", "schmidt"), ("points_min", "1")])) == 0
    everything = [
        ("first_name", "ᾳ"),
        ("last_name", "ǆ"),
        ("gender", "undefined"),
        ("has_address", "false"),
        ("points_min", "5"),
        ("points_max", "5"),
        ("last_activity_after", "2024-02-29T12:00:00.123456Z"),
        ("last_activity_before", "2024-02-29T12:00:00.123456Z"),
        ("created_after", "2020-01-01T00:00:00Z"),
        ("last_updated_after", "2020-01-01T00:00:00Z"),
        ("search", "ᾳ"),
        ("ordering", "-points"),
        ("page_size", "100"),
    ]
    assert len(customers.check(everything)) == 1


def test_parameters_are_read_in_any_order_and_encoding(customers: Customers) -> None:
    pairs = f"last_name=o%27hara-smith&first_name=%5A%6f%C3%AB&customer_id={customers.token}"
    expected = customers.check([("first_name", "zoë")])
    for query in (pairs, "&".join(reversed(pairs.split("&"))), f"&{pairs}&&"):
        assert customers.api.get(f"/api/v1/customers?{query}").json()["results"] == expected
