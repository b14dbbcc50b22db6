"""The check that Django's connection pool makes before a request gets a connection."""

from typing import Any

from django.db import connection
from psycopg import Connection, Error
from psycopg_pool import ConnectionPool


def check(candidate: Connection[Any]) -> None:
    """Raise an Error if the connection is dead, as after a restart of the database. The pool then opens a new one.

    This is Django's CONN_HEALTH_CHECKS with one addition. If one connection is dead, the idle ones usually are, too.
    After the second dead one, psycopg's pool would wait for 1 s, which is the longest that a request waits.
    """
    try:
        ConnectionPool.check_connection(candidate)
    except Error:
        connection.pool.check()  # type: ignore[attr-defined]
        raise
