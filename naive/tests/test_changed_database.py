"""The tables change while the service runs."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from factories import HOME, LIST, Send, a_body, a_customer

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def changed(do: str, undo: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(do)
        try:
            yield
        finally:
            cursor.execute(undo)


@pytest.mark.parametrize(
    ("do", "undo"),
    [
        (
            "ALTER TABLE customers_address ALTER street TYPE varchar(200)",
            "ALTER TABLE customers_address ALTER street TYPE varchar(100)",
        ),
        (
            "ALTER TABLE customers_customer ALTER first_name TYPE text",
            "ALTER TABLE customers_customer ALTER first_name TYPE varchar(100)",
        ),
        ("ALTER TABLE customers_customer ADD COLUMN note text", "ALTER TABLE customers_customer DROP COLUMN note"),
    ],
)
def test_reads_and_writes_go_on_when_a_table_changes(do: str, undo: str, client: Client, send: Send) -> None:
    a_customer(address={})

    def ask() -> list[int]:
        # psycopg would prepare a statement at its sixth execution.
        asked = [client.get(LIST).status_code for _ in range(7)]
        return [*asked, send("POST", LIST, a_body(customer_id=f"C{len(before)}", address=HOME)).status_code]

    before: list[int] = []
    before = ask()
    with changed(do, undo):
        assert ask() == before == [200] * 7 + [201]


@pytest.mark.parametrize(
    ("do", "undo"),
    [
        ("ALTER TABLE customers_customer RENAME TO gone", "ALTER TABLE gone RENAME TO customers_customer"),
        ("ALTER TABLE customers_address RENAME TO gone", "ALTER TABLE gone RENAME TO customers_address"),
        (
            "ALTER TABLE customers_relationship RENAME points TO gone",
            "ALTER TABLE customers_relationship RENAME gone TO points",
        ),
    ],
)
def test_requests_that_need_a_missing_table_are_a_503_until_it_is_back(
    do: str, undo: str, client: Client, send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    customer = a_customer(address={})
    with changed(do, undo):
        for response in (
            client.get("/readyz"),
            client.get(LIST),
            client.get(f"{LIST}/{customer.pk}"),
            send("POST", LIST, a_body(address=HOME)),
        ):
            assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert "The database cannot be used" in caplog.text
    assert client.get("/readyz").status_code == client.get(LIST).status_code == 200
