"""What the ORM's connection pool asks before a write gets a connection."""

import select
from typing import Any

from django.db import connection
from psycopg import Connection, Error
from psycopg_pool import ConnectionPool


def check(candidate: Connection[Any]) -> None:
    """Raises if the connection is dead, as after a restart of the database; the pool then makes another one.

    A write cannot be repeated as a read can: a connection that breaks during COMMIT does not tell whether it was done.
    So it is looked at before. The server has sent nothing to an idle connection that works; one that it has ended has
    something to read. Looking takes 1 µs, asking the server 100.
    """
    poll = select.poll()
    poll.register(candidate.pgconn.socket, select.POLLIN)
    if not poll.poll(0):
        return
    try:
        ConnectionPool.check_connection(candidate)
    except Error:
        # The other idle ones are probably dead, too. After the second, psycopg's pool would wait for a second, which is
        # all that a write waits for a connection.
        connection.pool.check()  # type: ignore[attr-defined]
        raise
