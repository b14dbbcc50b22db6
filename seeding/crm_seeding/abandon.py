"""Clean up after a load that did not finish: empty the tables and restore every index and constraint.

A load cannot be rolled back, because its workers commit chunks on their own. Half a load must never look like a full
one.
"""

import psycopg
from psycopg import sql

from crm_seeding import structures
from crm_seeding.errors import LoadAbandoned, SeedingError
from crm_seeding.interrupts import ctrl_c_ignored
from crm_seeding.session import open_session, transaction, wait_for_lock
from crm_seeding.tables import Tables
from crm_seeding.workers import WORKER_NAME


def abandon(conninfo: str, tables: Tables, *, because: str, exit_code: int) -> LoadAbandoned:
    """Clean up after a failure or Ctrl-C, and return the error that reports it.

    Use a new connection, because the old one may be in the middle of a statement.
    """
    try:
        with ctrl_c_ignored(), open_session(conninfo) as connection:
            wait_for_lock(connection)
            emptied = empty_if_unfinished(connection, tables)
    except (psycopg.Error, SeedingError):
        outcome = "What it loaded could not be removed; the next generate_fake_data removes it."
    else:
        outcome = (
            "The tables are empty now, with all indexes and constraints." if emptied else "The tables are unchanged."
        )
    return LoadAbandoned(f"{because} {outcome}", exit_code=exit_code)


def empty_if_unfinished(connection: psycopg.Connection, tables: Tables) -> bool:
    """Return whether there was an unfinished load, of this process or of one that was killed."""
    taken = structures.read_record(connection)
    if taken is None:
        return False
    # A server process notices only at the end of its statement that its client is gone. An index may take a minute.
    connection.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        "WHERE application_name = %s AND datname = current_database()",
        [WORKER_NAME],
    )
    with transaction(connection):
        connection.execute("SET LOCAL synchronous_commit = on")
        truncate(connection, tables)
        structures.rebuild_on_empty_tables(connection, taken)
        structures.delete_record(connection)
    return True


def truncate(connection: psycopg.Connection, tables: Tables) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, tables.names()))
    connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))
