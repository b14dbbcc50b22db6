"""The command's own connection, and the states of the database that it refuses to work with."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from psycopg import sql

from crm_seeding import structures
from crm_seeding.errors import SeedingError, first_line
from crm_seeding.request import LOCK_TIMEOUT_S
from crm_seeding.tables import Tables
from crm_seeding.workers import connect

# The number of the advisory lock that a load holds, so that no two loads work on the same tables. It is arbitrary.
LOCK = 7_230_614_559


@contextmanager
def open_session(conninfo: str, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> Iterator[psycopg.Connection]:
    """Connect for the time of the block. Raises SeedingError if PostgreSQL cannot be reached.

    After an error or Ctrl-C the session is closed in whatever state it is, and the server rolls back.
    """
    try:
        connection = connect(conninfo, name="generate_fake_data", lock_timeout_s=lock_timeout_s)
    except psycopg.OperationalError as error:
        raise SeedingError(
            f"There is no connection to PostgreSQL ({first_line(error)}): start it, or correct DATABASE_URL."
        ) from error
    with closing(connection):
        yield connection


@contextmanager
def transaction(connection: psycopg.Connection) -> Iterator[None]:
    """Commit at the end of the block. After an error or Ctrl-C, the end of the session rolls back.

    Ctrl-C may come between a statement and its result. psycopg's own transactions then try to roll back on a
    connection that takes no other statement, and write that they failed.
    """
    connection.execute("BEGIN")
    yield
    connection.execute("COMMIT")


def take_lock(connection: psycopg.Connection) -> None:
    if connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() != (True,):
        raise SeedingError("Another generate_fake_data is loading into this database: wait until it has finished.")


def wait_for_lock(connection: psycopg.Connection) -> None:
    """Wait until the server releases the lock of the session that this process has just closed."""
    connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])


def require_tables(connection: psycopg.Connection, tables: Tables) -> None:
    for name in tables.names():
        if connection.execute("SELECT to_regclass(%s)", [sql.Identifier(name).as_string()]).fetchone() == (None,):
            raise SeedingError(
                f"There is no table {name} in the database {connection.info.dbname}: run manage.py migrate first."
            )


def require_empty(connection: psycopg.Connection, tables: Tables) -> None:
    filled = sql.SQL(" OR ").join(
        sql.SQL("EXISTS (SELECT FROM {})").format(sql.Identifier(name)) for name in tables.names()
    )
    if connection.execute(sql.SQL("SELECT {}").format(filled)).fetchone() == (True,):
        raise SeedingError(
            "There are customers in the tables: add --replace to replace them all, or --check to see their fingerprint."
        )


def require_finished(connection: psycopg.Connection) -> None:
    """Raise SeedingError if a load is under way or was killed: half a load must not look like a full one."""
    if structures.read_record(connection) is not None:
        raise SeedingError(
            "A load of these tables is not finished: wait for it; or, if it was killed, run generate_fake_data again."
        )
