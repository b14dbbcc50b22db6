"""The transaction around a use case."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import Error, connection
from django.db.transaction import atomic
from psycopg.errors import DatatypeMismatch, FeatureNotSupported

from crm_optimized.application.errors import StorageUnavailable
from crm_optimized.infrastructure.database_errors import is_unavailable

# The type of a column has changed. PL/pgSQL keeps the old statements of a trigger in each session that has used it.
STALE = (DatatypeMismatch, FeatureNotSupported)


class SessionOutdated(StorageUnavailable):
    """The transaction was rolled back. It will succeed on a new connection."""


def once_more[**P, R](use_case: Callable[P, R]) -> Callable[P, R]:
    def run(*arguments: P.args, **options: P.kwargs) -> R:
        try:
            return use_case(*arguments, **options)
        except SessionOutdated:
            return use_case(*arguments, **options)

    return run


@contextmanager
def write_transaction() -> Iterator[None]:
    """Commits, invalidates the cache, and returns the connection to the pool, in this order.

    Django would keep the connection until the response is sent completely: with four slow readers and a pool of four,
    all other requests failed.
    """
    try:
        with atomic():
            yield
    except Error as error:
        if isinstance(error.__cause__, STALE):
            # Closes idle connections now, and each of the others when it returns to the pool.
            connection.pool.drain()  # type: ignore[attr-defined]
            raise SessionOutdated from error
        if not is_unavailable(error):
            raise
        raise StorageUnavailable from error
    finally:
        connection.close()
