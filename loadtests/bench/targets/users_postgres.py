"""A contender's database on the server of DATABASE_URL. bench makes and marks it, and uses no other database."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.errors import BenchError, first_line

MARK = "made by bench, which may replace all that is in it"
CONNECT_TIMEOUT_S = 5

# The number of an advisory lock in that database. Only bench takes locks there.
LOCK = 7_267_421_015


def with_database(url: str, database: str) -> str:
    """The URL of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def users_database(url: str, database: str) -> str:
    """The URL of `database`. It is made if it does not exist."""
    target = with_database(url, database)
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S) as connection:
            _require_ours(connection, database)
        with psycopg.connect(target, autocommit=True) as connection, suppress(psycopg.Error):
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    except psycopg.Error as error:
        reason = first_line(error)
        raise BenchError(
            f"The server of DATABASE_URL refuses: {reason}. It must run, be PostgreSQL 17 or newer, and let its role "
            f"make the database {database}. Everything that a connection needs must be in the URL: PG* variables are "
            "not read."
        ) from None
    return target


def _require_ours(connection: psycopg.Connection, database: str) -> None:
    found = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
    ).fetchone()
    if found is None:
        create_database(connection, database, mark=MARK)
    elif found[0] != MARK:
        name = sql.Identifier(database).as_string(connection)
        raise BenchError(
            f"The server of DATABASE_URL has a database {database} that bench did not make. Rename it, or name another "
            f"server. If bench may replace all that is in it: COMMENT ON DATABASE {name} IS '{MARK}'"
        )


def create_database(connection: psycopg.Connection, database: str, *, mark: str, owner: str = "") -> None:
    """Without an owner, it belongs to the connection's role."""
    name = sql.Identifier(database)
    # The locale of the embedded server: text sorts by code point, the same on every machine.
    connection.execute(
        sql.SQL(
            "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' "
            "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'"
        ).format(name, sql.Identifier(owner) if owner else sql.SQL("DEFAULT"))
    )
    try:
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(mark)))
    except BaseException:
        # Without the mark bench would always refuse it.
        connection.execute(sql.SQL("DROP DATABASE {}").format(name))
        raise


def drop_database(connection: psycopg.Connection, database: str) -> None:
    """With the sessions in it, if it exists."""
    # WITH (FORCE) fails while autovacuum is in the database, because its process belongs to the superuser. A plain DROP
    # ends autovacuum, and waits 5 s for the sessions.
    connection.execute(SESSIONS_END, [database])
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))


SESSIONS_END = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
)


@contextmanager
def claimed(url: str) -> Iterator[None]:
    """In the block no other bench, in another folder or on another machine, uses this database. The lock belongs to a
    session, so it ends with this process."""
    name = f"bench, process {os.getpid()} on {platform.node()}"[:60]
    with psycopg.connect(url, autocommit=True, application_name=name) as session:
        row = session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        if not row or not row[0]:
            holder = session.execute(HOLDER).fetchone()
            who = f"{holder[0]}, uses it since {holder[1]} UTC" if holder else "another bench uses it"
            raise BenchError(f"The database {session.info.dbname} is in use: {who}. Wait until that ends.")
        yield


HOLDER = """
SELECT application_name, to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM pg_stat_activity
WHERE datname = current_database() AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)
  AND application_name LIKE 'bench, process %' LIMIT 1
"""
