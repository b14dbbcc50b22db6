"""A connection on which writes are watched for the time of a test, and no longer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.db.backends.signals import connection_created


@contextmanager
def watched_connection() -> Iterator[None]:
    """What the body watches is seen on a connection that is made in it."""
    receivers = list(connection_created.receivers)
    connection.close()
    yield
    connection_created.receivers[:] = receivers
    connection_created.sender_receivers_cache.clear()
    connection.close()
    connection.execute_wrappers.clear()
    vars(connections["default"]).pop("commit", None)
    vars(connections["default"]).pop("rollback", None)
