"""The transaction around a use case."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection
from django.db.transaction import atomic

from crm_optimized.application.errors import StorageUnavailable
from crm_optimized.infrastructure.database_errors import is_unavailable


@contextmanager
def write_transaction() -> Iterator[None]:
    """Commits, invalidates the cache, and gives the connection back to the pool, in this order.

    Django would keep the connection until the response is fully sent: with four slow readers and a pool of four, every
    other request failed.
    """
    try:
        with atomic():
            yield
    except Error as error:
        if not is_unavailable(error):
            raise
        raise StorageUnavailable from error
    finally:
        connection.close()
