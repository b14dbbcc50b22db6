"""The connections of the read side: an async pool that the ASGI lifespan opens and closes."""

import secrets
from collections.abc import Callable
from typing import Any

from psycopg import AsyncConnection, AsyncCursor, InterfaceError, OperationalError
from psycopg.errors import DuplicatePreparedStatement, FeatureNotSupported, InvalidSqlStatementName
from psycopg.types.string import TextLoader
from psycopg_pool import AsyncConnectionPool

# Set once for a connection. UTC makes PostgreSQL write timestamps as the contract does. Pages are short statements:
# compiling one (jit) or starting workers for it costs more than running it. A page needs no table as a whole, only some
# thousand rows by an index each: the planner, which knows no bound for a LIKE, would hash or read whole tables.
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
# The server does not know a prepared statement as the connection does: a table's columns have changed ("cached plan
# must not change result type"), or a pooler has cleaned the session or put another one behind the connection.
STALE = (FeatureNotSupported, InvalidSqlStatementName, DuplicatePreparedStatement)

# The second may meet a connection that the pool was making while the others died, so a third is sent.
ATTEMPTS = 3

type Cursor = Callable[[AsyncConnection], AsyncCursor[Any]]


class ReadPool(AsyncConnectionPool[AsyncConnection]):
    async def fetch(
        self, sql: bytes, parameters: dict[str, object], *, prepare: bool = False, cursor: Cursor = AsyncCursor
    ) -> list[Any]:
        """The statement's rows. It only reads, so a connection that turns out to be useless is replaced and the
        statement sent again."""
        for attempt in range(1, ATTEMPTS + 1):
            # A statement is its own transaction, so there is none to end: pool.connection() does, for 20 µs.
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
                await self.check()  # where one connection is dead, the idle ones usually are
            finally:
                await self.putconn(connection)
            prepare = False  # the next connection may be as stale
        raise AssertionError


def read_pool(database: dict[str, Any], *, max_size: int) -> ReadPool:
    """A closed pool on Django's `DATABASES["default"]`. A request waits at most a second for a connection."""
    options = {name: value for name, value in database["OPTIONS"].items() if name != "pool"}
    named = {name: database[name.upper()] for name in ("user", "password", "host", "port")} | {
        "dbname": database["NAME"]
    }
    return ReadPool(
        kwargs={
            **options,
            **{name: value for name, value in named.items() if value},
            "autocommit": True,
            "client_encoding": "UTF8",
            "options": f"{options.get('options', '')} {SESSION}".strip(),  # of two values the last one counts
        },
        configure=_configure,
        min_size=1,
        max_size=max_size,
        timeout=1,
        # How long a lost connection is tried again, ever more rarely; after that, when a request needs one. The default
        # is 300 s: after an outage of 36 s the first answer came 26 s late.
        reconnect_timeout=0.5,
        open=False,
    )


async def _configure(connection: AsyncConnection) -> None:
    if connection.info.parameter_status("TimeZone") != "UTC":
        await connection.close()
        raise OperationalError("the session has not the options it began with: a pooler must pass `options` on")
    # A calendar type would be parsed only to be written again: psycopg's loader of text, in C, passes both through.
    for calendar_type in ("timestamptz", "date"):
        connection.adapters.register_loader(calendar_type, TextLoader)
    # Statements are called _pg3_0, _pg3_1, … on every connection. Behind a pooler that shares sessions, a connection
    # would execute another one's _pg3_0 and answer with its rows. With names of its own it gets an error and tries
    # again.
    connection._prepared._prepared_idx = secrets.randbits(48)  # noqa: SLF001  psycopg has no setting for it
