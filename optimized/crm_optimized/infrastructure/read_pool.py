"""The connections of the read side: an async pool that the ASGI lifespan opens and closes."""

from typing import Any

from psycopg import AsyncConnection
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


def read_pool(database: dict[str, Any], *, max_size: int) -> AsyncConnectionPool:
    """A closed pool on Django's `DATABASES["default"]`. A request waits at most a second for a connection."""
    return AsyncConnectionPool(
        kwargs={
            "dbname": database["NAME"],
            "user": database["USER"],
            "password": database["PASSWORD"],
            "host": database["HOST"],
            "port": database["PORT"],
            "connect_timeout": 2,
            "autocommit": True,
            "options": SESSION,
        },
        configure=_configure,
        min_size=1,
        max_size=max_size,
        timeout=1,
        # The default backs off for minutes: after an outage of 36 s the first answer came 26 s late, with 2 s 0.7 s.
        reconnect_timeout=2,
        open=False,
    )


async def _configure(connection: AsyncConnection) -> None:
    """A calendar type would be parsed only to be written again: psycopg's loader of text, in C, passes both through."""
    for calendar_type in ("timestamptz", "date"):
        connection.adapters.register_loader(calendar_type, TextLoader)
