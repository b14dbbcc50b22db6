"""The tables change while the service runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.db import connection

LIST = "/api/v1/customers"


@contextmanager
def changed(do: str, undo: str) -> Iterator[None]:
    for statement, ends in ((do, False), (undo, True)):
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()
        if not ends:
            try:
                yield
            except BaseException:
                with connection.cursor() as cursor:
                    cursor.execute(undo)
                raise


def uncached(api: httpx.Client, ada: dict[str, Any]) -> tuple[int, int, int]:
    """Statuses of a new customer, of its detail, and of a page."""
    ada["customer_id"] += "x"
    created = api.post(LIST, json=ada)
    id_ = created.json().get("id", 1)
    page = api.get(LIST, params={"customer_id": ada["customer_id"]})
    return created.status_code, api.get(f"{LIST}/{id_}").status_code, page.status_code


ALL_WELL = (201, 200, 200)


@pytest.mark.parametrize(
    ("do", "undo"),
    [
        (
            "ALTER TABLE customers_address ALTER street TYPE varchar(200)",
            "ALTER TABLE customers_address ALTER street TYPE varchar(100)",
        ),
        (
            "ALTER TABLE customers_address ALTER street TYPE text",
            "ALTER TABLE customers_address ALTER street TYPE varchar(100)",
        ),
        (
            "ALTER TABLE customers_relationship ALTER points TYPE bigint",
            "ALTER TABLE customers_relationship ALTER points TYPE integer",
        ),
        (
            "ALTER TABLE customers_customer ADD COLUMN note text",
            "ALTER TABLE customers_customer DROP COLUMN note",
        ),
        (
            "DROP INDEX customers_created",
            "CREATE INDEX customers_created ON customers_customer (created, id) INCLUDE (last_updated)",
        ),
    ],
)
def test_reads_and_writes_go_on_when_a_table_changes(
    do: str, undo: str, api: httpx.Client, ada: dict[str, Any]
) -> None:
    for _ in range(3):
        assert uncached(api, ada) == ALL_WELL  # everything is prepared
    with changed(do, undo):
        for _ in range(3):
            assert uncached(api, ada) == ALL_WELL
    for _ in range(3):
        assert uncached(api, ada) == ALL_WELL


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
def test_a_database_without_the_services_tables_is_a_503_for_all_that_needs_them_and_heals(
    do: str, undo: str, api: httpx.Client, ada: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    assert uncached(api, ada) == ALL_WELL
    with changed(do, undo):
        assert api.get("/readyz").status_code == 503
        assert uncached(api, ada) == (503, 503, 503)
        assert api.get(f"{LIST}?page_size=7").headers["retry-after"] == "1"
    assert "cannot be read" in caplog.text
    assert api.get("/readyz").status_code == 200
    assert uncached(api, ada) == ALL_WELL


def test_readyz_asks_for_the_value_dictionary_too(api: httpx.Client) -> None:
    table = "customers_value_dictionary"
    with changed(f"ALTER TABLE {table} RENAME TO gone", f"ALTER TABLE gone RENAME TO {table}"):
        assert api.get("/readyz").status_code == 503
    assert api.get("/readyz").status_code == 200
