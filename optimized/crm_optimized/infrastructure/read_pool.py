"""The connections of the read side: an async pool, opened and closed by the ASGI lifespan."""

import secrets
from collections.abc import Callable
from typing import Any

from psycopg import AsyncConnection, AsyncCursor, InterfaceError, OperationalError
from psycopg.errors import DuplicatePreparedStatement, FeatureNotSupported, InvalidSqlStatementName
from psycopg.types.string import TextLoader
from psycopg_pool import AsyncConnectionPool

# Settings of each connection. With UTC, PostgreSQL writes timestamps as the contract demands. The statements of pages
# are short: to compile one (jit) or to start workers for it would cost more than to run it. A page reads at most some
# thousand rows through each index. The planner cannot estimate LIKE, so it would hash or scan whole tables.
SESSION = " ".join(
    f"-c {setting}"
    for setting in (
        "timezone=UTC",
        "datestyle=ISO",
        "jit=off",
        "max_parallel_workers_per_gather=0",
        "enable_seqscan=off",
        "enable_hashjoin=off",
        "enable_mergejoin=off",
    )
)

BROKEN = (OperationalError, InterfaceError)
# The server has another state of a prepared statement than the connection: the columns of a table have changed ("cached
# plan must not change result type"), or a pooler has cleaned the session or exchanged it.
STALE = (FeatureNotSupported, InvalidSqlStatementName, DuplicatePreparedStatement)

# Attempts of a read. The second may get a connection that the pool was opening while the others died, so there is a
# third.
ATTEMPTS = 3

type Cursor = Callable[[AsyncConnection], AsyncCursor[Any]]


class ReadPool(AsyncConnectionPool[AsyncConnection]):
    async def fetch(
        self, sql: bytes, parameters: dict[str, object], *, prepare: bool = False, cursor: Cursor = AsyncCursor
    ) -> list[Any]:
        """The rows of a statement that only reads. If its connection is useless, it is sent again on another one."""
        for attempt in range(1, ATTEMPTS + 1):
            # Not `async with pool.connection()`: each statement is its own transaction, and to end one costs 20 µs.
            connection = await self.getconn()
            try:
                answer = await cursor(connection).execute(sql, parameters, prepare=prepare)
                return await answer.fetchall()
            except STALE:
                if attempt == ATTEMPTS:
                    raise
                await connection.close()
            except BROKEN as error:
                if attempt == ATTEMPTS or not (connection.closed or error.diag.severity_nonlocalized == "FATAL"):
                    raise
                await connection.close()
                await self.check()  # if one connection is dead, the idle ones usually are, too
            finally:
                await self.putconn(connection)
            prepare = False  # the next connection may be stale, too
        raise AssertionError


def read_pool(database: dict[str, Any], *, max_size: int) -> ReadPool:
    """A closed pool. `database` is Django's `DATABASES["default"]`. A request waits up to 1 s for a connection."""
    options = connection_options(database)
    return ReadPool(
        kwargs={
            **options,
            "autocommit": True,
            "client_encoding": "UTF8",
            "options": f"{options.get('options', '')} {SESSION}".strip(),  # the last of two values counts
        },
        configure=_configure,
        min_size=1,
        max_size=max_size,
        timeout=1,
        # Seconds for which the pool tries to replace a lost connection, with growing pauses. Later it tries when a
        # request needs one. With the default of 300 s, the first answer after an outage of 36 s came 26 s late.
        reconnect_timeout=0.5,
        open=False,
    )


def connection_options(database: dict[str, Any]) -> dict[str, Any]:
    """What psycopg needs for a connection to `database`, which is Django's `DATABASES["default"]`."""
    options = {name: value for name, value in database["OPTIONS"].items() if name != "pool"}
    named = {name: database[name.upper()] for name in ("user", "password", "host", "port")} | {
        "dbname": database["NAME"]
    }
    return {**options, **{name: value for name, value in named.items() if value}}


async def _configure(connection: AsyncConnection) -> None:
    if connection.info.parameter_status("TimeZone") != "UTC":
        await connection.close()
        raise OperationalError(
            "the session does not have the options that it began with: a pooler must pass `options` on"
        )
    # Dates and timestamps go from PostgreSQL's text to JSON. psycopg's text loader, in C, does not parse them.
    for calendar_type in ("timestamptz", "date"):
        connection.adapters.register_loader(calendar_type, TextLoader)
    # psycopg names statements _pg3_0, _pg3_1, … on every connection. Behind a pooler that shares sessions, a connection
    # would execute the _pg3_0 of another one and return wrong rows. With random names it gets an error and tries again.
    connection._prepared._prepared_idx = secrets.randbits(48)  # noqa: SLF001  psycopg has no setting for it
