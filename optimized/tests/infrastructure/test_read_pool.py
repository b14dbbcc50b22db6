"""The pool of reads behind poolers that change the session of a connection."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from crm_optimized.infrastructure.read_pool import ReadPool, read_pool


def pooled(scenario: Callable[[ReadPool], Awaitable[None]], settings: Any) -> None:
    async def opened() -> None:
        async with read_pool(settings.DATABASES["default"], max_size=1) as pool:
            await scenario(pool)

    asyncio.run(opened())


NAMES = b"SELECT name FROM pg_prepared_statements"


async def unnoticed(pool: ReadPool, *statements: bytes) -> None:
    """Like a pooler: in the only session of the pool, but not through psycopg."""
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
    """Timestamps are read as UTC. With another time zone every answer would be wrong."""

    async def refused() -> None:
        pool = read_pool(settings.DATABASES["default"], max_size=1)
        assert isinstance(pool.kwargs, dict)
        pool.kwargs["options"] += " -c timezone=Europe/Berlin"
        async with pool:
            with pytest.raises(Exception, match="couldn't get a connection"):
                await pool.fetch(b"SELECT 1", {})

    asyncio.run(refused())
