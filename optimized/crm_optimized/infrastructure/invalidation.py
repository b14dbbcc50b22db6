"""Every write that commits deletes the cache's generation, so that every answer stored before it is unreachable.

Django sends every statement through one place, whatever asked for it: a model, a queryset, a manager of any name, a
fixture, the admin, a migration, or `cursor.execute()`. There each connection notes whether it has written something.
Its commit then deletes the generation before anybody's `on_commit` hook runs, because the first hook that raises would
keep the others from running. Model signals would miss `update()`, `bulk_create()` and all SQL.

It takes every statement for a write that is not clearly a read. One too many only costs an invalidation: a project
with tables that no cached answer shows may look for the names of its own in the statement. What Django does not see
must call `invalidate_on_commit()`: a SELECT of a function that writes, psycopg's own `cursor.copy()`, and other
programs, which can run `manage.py invalidate_cache`.

What if the cache cannot be reached, or refuses? The write is done and has to be answered, and every other worker must
have noticed by then. A worker reads through one connection, on a lease that only a write renews which the cache accepts
(`redis_pipe.py`). While it accepts none, every lease runs out, and the writer waits for as long as one lasts. A worker
without a lease does without the cache. It cannot know what it missed meanwhile, so a new connection begins by deleting
the generation: what the cache still held when it came back is never served.

One case stays open: a cache that refuses this writer and serves other workers, as when the network between two of them
is cut. Its answers may then be old until they expire.
"""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django_redis import get_redis_connection
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

GENERATION_KEY = "customers:generation"
# Longer, and a write waits longer for a dead cache. Shorter, and a busy worker renews too late and starts anew: it may
# be late by half of this. Each renewal wakes worker and cache, also when nobody asks anything.
LEASE_S = 0.3
PAUSE_S = 0.01  # between two attempts, each of which takes at most 0.1 s to connect and 0.1 s for each answer

READS = re.compile(r"[\s(]*(?:SELECT|WITH|VALUES|SHOW|SET|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
# Within a statement that begins like a read: `SELECT …; DELETE …`, `WITH gone AS (DELETE …)`, `EXPLAIN ANALYZE UPDATE`,
# but not `SELECT … FOR UPDATE`.
WRITES = re.compile(r";\s*\w|\b(?:INSERT|DELETE|MERGE|(?<!FOR )(?<!FOR NO KEY )UPDATE)\b", re.IGNORECASE)


def invalidate() -> None:
    """Deletes the generation, or fails to for as long as a lease lasts. DEL, because it works when the server is full:
    an increment or SET then fails, and 25 985 stale reads were counted instead of 0."""
    leases_end = time.monotonic() + LEASE_S
    while (error := _deletion_error()) and time.monotonic() < leases_end:
        time.sleep(PAUSE_S)
    if error:
        logger.warning("cache not invalidated: %s", error)  # the write is done; an error here is not its error


def _deletion_error() -> Exception | None:
    try:
        get_redis_connection("default").delete(GENERATION_KEY)
    except (RedisError, OSError) as error:
        return error
    return None


def invalidate_on_commit(using: str | None = None) -> None:
    """For what Django does not see."""
    _watch(transaction.get_connection(using)).note_write()


def connect() -> None:
    connection_created.connect(_connected, dispatch_uid="invalidate")


def _connected(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    _watch(connection)


class Watch:
    """Sees every statement and every commit of one of Django's connections."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._has_written = False
        self._commit = connection.commit
        connection.commit = self.commit  # type: ignore[method-assign]
        # First: `with connection.execute_wrapper(…)` ends by removing the last.
        connection.execute_wrappers.insert(0, self)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        try:
            return execute(sql, params, many, context)
        finally:
            if not _is_read(sql):
                self.note_write()

    def note_write(self) -> None:
        """To invalidate after the commit: any earlier, and a reader stores the old state under a new generation."""
        if self._connection.get_autocommit():
            invalidate()
        else:
            self._has_written = True

    def commit(self) -> None:
        try:
            self._commit()
        finally:  # a commit that was not answered may have happened
            if self._has_written:
                self._has_written = False
                invalidate()


def _watch(connection: BaseDatabaseWrapper) -> Watch:
    """The one that the connection has; Django's connection outlives those to the server."""
    for wrapper in connection.execute_wrappers:
        if isinstance(wrapper, Watch):
            return wrapper
    return Watch(connection)


def _is_read(sql: Any) -> bool:
    return isinstance(sql, str) and READS.match(sql) is not None and WRITES.search(sql) is None
