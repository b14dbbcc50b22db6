"""Every committed write deletes the generation of the cache, so that no earlier answer can be found.

Django sends all statements through one place: those of models, querysets, managers of any name, fixtures, the admin,
migrations, and `cursor.execute()`. There each connection notes whether it has written something. Its commit then
deletes the generation before any `on_commit` hook runs, because a hook that raises keeps later hooks from running.
Model signals would miss `update()`, `bulk_create()` and all SQL.

A statement counts as a write unless it is clearly a read. A wrong guess only costs an invalidation. A project with
tables that no cached answer shows can search the statement for the names of the other tables. Django does not see a
SELECT of a function that writes, nor psycopg's own `cursor.copy()`: such code must call `invalidate_on_commit()`.
Other programs can run `manage.py invalidate_cache`.

If the cache cannot be reached, or refuses the deletion, the write is already done and must be answered. By then, every
other worker must have stopped using the cache. A worker reads the cache through one connection, under a lease
(`redis_pipe.py`). Only a write that the cache accepts renews a lease. While the cache accepts no writes, all leases run
out, and the writer waits as long as a lease lasts. A worker without a lease does not use the cache. It cannot know
which writes it missed, so a new connection begins with a deletion of the generation: answers that the cache still held
when it came back are never served.

A worker that gets no requests sleeps: it renews no lease. To wake up, it needs no new connection, because a renewal
also extends the life of the generation, which is as long as a lease. While the cache accepts no writes, the generation
expires, too: a worker that wakes up later does not find it.

A cache may also refuse this writer alone, while it renews the leases of other workers. They learn of the write from
PostgreSQL (`missed_writes.py`).
"""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.db import Error, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from crm_optimized.infrastructure.missed_writes import tell_workers

logger = logging.getLogger(__name__)

GENERATION_KEY = "customers:generation"
# Seconds. With a longer lease, a write waits longer for a dead cache. With a shorter one, a busy worker renews too late
# and has to connect again: it may be late by half of this. Each renewal wakes up worker and cache, even when idle.
LEASE_S = 0.3
# Seconds between two attempts to delete. Each takes at most 0.1 s to connect and 0.1 s for each answer.
PAUSE_S = 0.01

READS = re.compile(r"[\s(]*(?:SELECT|WITH|VALUES|SHOW|SET|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
# Writes in a statement that begins like a read: `SELECT …; DELETE …`, `WITH gone AS (DELETE …)`,
# `EXPLAIN ANALYZE UPDATE`, but not `SELECT … FOR UPDATE`.
WRITES = re.compile(r";\s*\w|\b(?:INSERT|DELETE|MERGE|(?<!FOR )(?<!FOR NO KEY )UPDATE)\b", re.IGNORECASE)


def invalidate(connection: BaseDatabaseWrapper, *, at_most_s: float = LEASE_S) -> None:
    """Deletes the generation. If that fails, it tells the other workers over `connection`, whose transaction has ended,
    and tries again for `at_most_s`, which is as long as a lease lasts.

    DEL works even when the server is full. An increment or SET would fail: that gave 25 985 stale reads instead of 0.
    """
    if _deletion_error() is None:
        return
    try:
        tell_workers(connection)
    except Error as refusal:
        logger.warning("other workers not told of a write: %s", refusal)
    leases_end = time.monotonic() + at_most_s
    while (error := _deletion_error()) and time.monotonic() < leases_end:
        time.sleep(PAUSE_S)
    if error:
        logger.warning("cache not invalidated: %s", error)  # no exception: the write itself has succeeded


def _deletion_error() -> Exception | None:
    try:
        get_redis_connection("default").delete(GENERATION_KEY)
    except (RedisError, OSError) as error:
        return error
    return None


def invalidate_on_commit(using: str | None = None) -> None:
    """For writes that Django does not see."""
    _watch(transaction.get_connection(using)).note_write()


def connect() -> None:
    connection_created.connect(_connected, dispatch_uid="invalidate")


def _connected(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    _watch(connection)


class Watch:
    """Sees every statement and every commit of one Django connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._has_written = False
        self._commit = connection.commit
        connection.commit = self.commit  # type: ignore[method-assign]
        # At the front, because `with connection.execute_wrapper(…)` removes the last one at its end.
        connection.execute_wrappers.insert(0, self)

    def __call__(  # noqa: PLR0917  Django's signature of an execute wrapper
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        try:
            return execute(sql, params, many, context)
        finally:
            if not _is_read(sql):
                self.note_write()

    def note_write(self) -> None:
        """Invalidate after the commit. Before it, a reader could store the old state under the new generation."""
        if self._connection.get_autocommit():
            invalidate(self._connection)
        else:
            self._has_written = True

    def commit(self) -> None:
        try:
            self._commit()
        finally:  # a commit that raised may still have happened
            if self._has_written:
                self._has_written = False
                invalidate(self._connection)


def _watch(connection: BaseDatabaseWrapper) -> Watch:
    """The Watch of the connection. There is one, because a Django connection outlives its connections to the server."""
    for wrapper in connection.execute_wrappers:
        if isinstance(wrapper, Watch):
            return wrapper
    return Watch(connection)


def _is_read(sql: Any) -> bool:
    return isinstance(sql, str) and READS.match(sql) is not None and WRITES.search(sql) is None
