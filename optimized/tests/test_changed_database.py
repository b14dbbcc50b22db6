"""A database that changes under the running service, and poolers that change the session under a connection."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from crm_optimized.infrastructure.read_pool import ReadPool, read_pool
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


def test_readyz_asks_for_the_vocabulary_too(api: httpx.Client) -> None:
    with changed("ALTER TABLE customers_vocabulary RENAME TO gone", "ALTER TABLE gone RENAME TO customers_vocabulary"):
        assert api.get("/readyz").status_code == 503
    assert api.get("/readyz").status_code == 200


def pooled(scenario: Callable[[ReadPool], Awaitable[None]], settings: Any) -> None:
    async def opened() -> None:
        async with read_pool(settings.DATABASES["default"], max_size=1) as pool:
            await scenario(pool)

    asyncio.run(opened())


NAMES = b"SELECT name FROM pg_prepared_statements"


async def unnoticed(pool: ReadPool, *statements: bytes) -> None:
    """In the pool's one session, but not through psycopg, as a pooler would."""
    async with pool.connection() as pooled:
        for statement in statements:
            result = pooled.pgconn.exec_(statement)
            assert result.error_message == b""


@pytest.mark.parametrize("cleaning", [b"DISCARD ALL", b"DEALLOCATE ALL"])
def test_a_session_that_a_pooler_cleaned_is_asked_again_and_prepares_again(
    cleaning: bytes, transactional_db: None, settings: Any
) -> None:
    async def cleaned(pool: ReadPool) -> None:
        assert await pool.fetch(b"SELECT 1", {}, prepare=True) == [(1,)]
        await unnoticed(pool, cleaning)
        for _ in range(3):
            assert await pool.fetch(b"SELECT 1", {}, prepare=True) == [(1,)]
        assert len(await pool.fetch(NAMES, {})) == 1

    pooled(cleaned, settings)


def test_a_statement_that_another_client_of_a_pooler_prepared_is_not_taken_for_our_own(
    transactional_db: None, settings: Any
) -> None:
    async def names(pool: ReadPool) -> None:
        await pool.fetch(b"SELECT 1", {}, prepare=True)
        ((name,),) = await pool.fetch(NAMES, {})
        seen.append(name)

    seen: list[str] = []
    for _ in range(2):
        pooled(names, settings)
    assert len(set(seen)) == 2


def test_a_name_that_is_taken_in_the_session_is_no_error(transactional_db: None, settings: Any) -> None:
    async def taken(pool: ReadPool) -> None:
        await pool.fetch(b"SELECT 1", {}, prepare=True)
        ((name,),) = await pool.fetch(NAMES, {})
        following = f"_pg3_{int(name.removeprefix('_pg3_')) + 1}"
        await unnoticed(pool, f"PREPARE {following} AS SELECT 'not ours'".encode())
        assert await pool.fetch(b"SELECT 2", {}, prepare=True) == [(2,)]

    pooled(taken, settings)


def test_a_pooler_that_drops_the_sessions_options_is_refused(transactional_db: None, settings: Any) -> None:
    """Timestamps are read as UTC: under another time zone every answer would be wrong."""

    async def refused() -> None:
        pool = read_pool(settings.DATABASES["default"], max_size=1)
        assert isinstance(pool.kwargs, dict)
        pool.kwargs["options"] += " -c timezone=Europe/Berlin"
        async with pool:
            with pytest.raises(Exception, match="couldn't get a connection"):
                await pool.fetch(b"SELECT 1", {})

    asyncio.run(refused())
