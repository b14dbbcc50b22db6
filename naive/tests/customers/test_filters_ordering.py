from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from factories import LIST, Refuse, a_customer

pytestmark = pytest.mark.django_db

NAMES = ["a", "B", "Z", "z", "É", "é", "-", "'", "a b", "ab", "王", "😀"]

# The sort value of the n-th customer stored.
COLUMNS: dict[str, Callable[[int], Any]] = {
    "created": lambda n: datetime(2024, 1, 1 + n % 7, tzinfo=UTC),
    "last_updated": lambda n: datetime(2024, 1, 1 + n % 5, 1, 2, 3, n % 2, tzinfo=UTC),
    "birthday": lambda n: None if n % 3 == 0 else date(1990, 1, 1 + n % 4),
    "first_name": lambda n: NAMES[n % 12],
    "last_name": lambda n: NAMES[n % 7],
    "customer_id": lambda n: f"{NAMES[n % 12]}{n}",
    "points": lambda n: n * 7 % 5,
    "last_activity": lambda n: None if n % 4 == 0 else datetime(2024, 1, 1 + n % 3, tzinfo=UTC),
}
NESTED = {"points", "last_activity"}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", COLUMNS)
def test_the_order_is_by_value_then_id_in_one_direction_and_nulls_as_postgresql_has_them(
    client: Client, column: str, descending: bool
) -> None:
    stored = []
    for n in range(30):
        value = COLUMNS[column](n)
        customer = a_customer(**({"relationship": {column: value}} if column in NESTED else {column: value}))
        stored.append(((value is None, value), customer.pk))

    page = client.get(LIST, {"ordering": "-" * descending + column, "page_size": "100"}).json()

    assert [customer["id"] for customer in page["results"]] == [pk for _, pk in sorted(stored, reverse=descending)]


def test_the_newest_come_first_unless_the_client_says_otherwise(client: Client) -> None:
    older, newer = a_customer(), a_customer()

    assert [customer["id"] for customer in client.get(LIST).json()["results"]] == [newer.pk, older.pk]


@pytest.mark.parametrize(
    "value", ["id", "city", "--created", "+created", "created,id", "-", "Created", "%00", "pk", "?"]
)
def test_an_ordering_is_exactly_one_of_the_eight_columns(refused: Refuse, value: str) -> None:
    assert refused(f"ordering={value}") == ["ordering"]
