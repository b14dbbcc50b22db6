"""A database of the race's own, and the versions of customers in it, read without the service."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from races import parts
from races.processes import CannotRun
from races.service import service_environment

# A write without an answer may be in its commit. This statement waits for it, before another one reads.
SETTLED = "SELECT FROM customers_customer WHERE customer_id = %s FOR UPDATE"
VERSIONS = (
    "SELECT c.customer_id, c.id, points FROM customers_customer c JOIN customers_relationship r ON r.customer_id = id"
)
PARTS = """
SELECT c.id, customer_id, first_name, last_name, gender, phone_number, birthday,
    (SELECT to_jsonb(a) - 'customer_id' FROM customers_address a WHERE a.customer_id = c.id) AS address,
    (SELECT jsonb_build_object(
        'points', points, 'last_activity', to_char(last_activity AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    ) FROM customers_relationship r WHERE r.customer_id = c.id) AS relationship
FROM customers_customer c WHERE c.customer_id"""
SESSIONS_END = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
)
# Seconds between two attempts to ask a database that is away.
RETRY_S = 0.05


@contextmanager
def database(url: str, *, cache_url: str) -> Iterator[str]:
    """The URL of a new, migrated database on the server of `url`. It is dropped at the end."""
    name = f"crm_races_{os.getpid()}_{secrets.token_hex(6)}"  # a name that was never used, because it is dropped
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection, _dropped(connection, name):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            mine = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            _migrate(mine, cache_url)
            yield mine
    except psycopg.Error as error:
        raise CannotRun(f"DATABASE_URL: {str(error).splitlines()[0]}") from None


@contextmanager
def _dropped(connection: psycopg.Connection, name: str) -> Iterator[None]:
    try:
        yield
    finally:
        # WITH (FORCE) fails while autovacuum is in the database, because its process belongs to the superuser.
        connection.execute(SESSIONS_END, [name])
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _migrate(url: str, cache_url: str) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    environment = service_environment(url, cache_url)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotRun(f"The migrations failed: {done.stderr.strip().splitlines()[-1]}")


def versions_in(database_url: str) -> dict[str, int]:
    """The version of each customer, or of each of its parts."""
    with psycopg.connect(database_url) as connection, connection.cursor(row_factory=dict_row) as cursor:
        versions = {code: version for code, _, version in connection.execute(VERSIONS)}
        for record in cursor.execute(f"{PARTS} LIKE %s", [f"{parts.PREFIX}%"]):
            del versions[record["customer_id"]]
            versions |= parts.recognise(record) or {}
        return versions


def stored_version(database_url: str, code: str) -> tuple[int, int] | None:
    """Id and version of one customer. Waits until the database can be asked."""

    def ask(connection: psycopg.Connection) -> tuple[int, int] | None:
        row = connection.execute(f"{VERSIONS} WHERE c.customer_id = %s", [code]).fetchone()
        return row and (row[1], row[2])

    return _asked(database_url, code, ask=ask)


def stored_parts(database_url: str, code: str) -> dict[str, Any] | None:
    """One customer with all its parts. Waits until the database can be asked."""

    def ask(connection: psycopg.Connection) -> dict[str, Any] | None:
        return connection.cursor(row_factory=dict_row).execute(f"{PARTS} = %s", [code]).fetchone()

    return _asked(database_url, code, ask=ask)


def _asked[T](database_url: str, code: str, *, ask: Callable[[psycopg.Connection], T]) -> T:
    while True:
        with suppress(psycopg.OperationalError), psycopg.connect(database_url, connect_timeout=2) as connection:
            connection.execute(SETTLED, [code])
            return ask(connection)
        time.sleep(RETRY_S)
