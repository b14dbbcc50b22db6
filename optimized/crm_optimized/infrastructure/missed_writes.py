"""PostgreSQL tells all workers of a write that could not tell the cache.

A cache may refuse one writer and serve other workers, for example when the network between two of them is cut. Then the
leases of the others do not run out. So the writer sends a notification over PostgreSQL, and waits as long as a lease.
Every worker listens on a connection of its own, which is idle otherwise, and deletes the generation.

A worker that cannot listen still uses the cache, because it should answer while PostgreSQL is away. So this does not
cover two links that are cut at once. A pooler that shares sessions passes no notification on, so with one the workers
need the address of the database itself (`POSTGRES_DIRECT_HOST`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import AsyncConnection, Error

from crm_optimized.infrastructure.read_pool import connection_options

logger = logging.getLogger(__name__)

CHANNEL = "customers_missed_write"
LISTEN = f"LISTEN {CHANNEL}".encode()
NOTIFY = f"SELECT pg_notify('{CHANNEL}', '')"  # not NOTIFY, which would count as a write and have to be told, too
# Seconds between two attempts to connect.
RETRY_S = 1.0


def tell_workers(connection: BaseDatabaseWrapper) -> None:
    """After a commit on this connection. Raises django.db.Error."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(NOTIFY)
    finally:
        if not connection.get_autocommit():
            connection.commit()


async def listen(database: dict[str, Any], on_missed_write: Callable[[], Awaitable[None]]) -> None:
    """Never ends. `database` is Django's `DATABASES["default"]`. A new connection counts as a missed write, because
    nobody knows what was sent before."""
    warned = False
    while True:
        try:
            async with await AsyncConnection.connect(**connection_options(database), autocommit=True) as connection:
                await connection.execute(LISTEN)
                warned = False
                await on_missed_write()
                while True:
                    await _readable(connection.fileno())
                    async for _ in connection.notifies(timeout=0):
                        await on_missed_write()
        except Error as error:
            if not warned:
                logger.warning("not told of writes that the cache misses: %s", error)
            warned = True
        await asyncio.sleep(RETRY_S)


async def _readable(socket: int) -> None:
    """Wait until the server has sent something. psycopg would look ten times a second, and wake an idle worker."""
    loop, found = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(socket, found.set)
    try:
        await found.wait()
    finally:
        loop.remove_reader(socket)
