"""The check of the ORM's connection pool before a write gets a connection."""

import select
from typing import Any

from django.db import connection
from psycopg import Connection, Error
from psycopg_pool import ConnectionPool


def check(candidate: Connection[Any]) -> None:
    """Raises if the connection is dead, for example after a restart of the database. The pool then makes another one.

    Unlike a read, a write cannot be repeated: after a connection breaks during COMMIT, it is unknown whether the write
    was done. So the connection is checked before. An idle connection has nothing to read unless the server has closed
    it. This check takes 1 µs, a question to the server 100 µs.
    """
    poll = select.poll()
    poll.register(candidate.pgconn.socket, select.POLLIN)
    if not poll.poll(0):
        return
    try:
        ConnectionPool.check_connection(candidate)
    except Error:
        # The other idle connections are probably dead, too. After the second one, psycopg's pool would wait 1 s, and a
        # write waits no longer than that for a connection.
        connection.pool.check()  # type: ignore[attr-defined]
        raise
