"""What Django's connection pool asks before a request gets a connection."""

from typing import Any

from django.db import connection
from psycopg import Connection, Error
from psycopg_pool import ConnectionPool


def check(candidate: Connection[Any]) -> None:
    """Raises if the connection is dead, as after a restart of the database; the pool then makes another one.

    This is Django's CONN_HEALTH_CHECKS, and one thing more: where one connection is dead, the idle ones usually are,
    and after the second of them psycopg's pool would wait for a second, which is all that a request waits at all.
    """
    try:
        ConnectionPool.check_connection(candidate)
    except Error:
        connection.pool.check()  # type: ignore[attr-defined]
        raise
