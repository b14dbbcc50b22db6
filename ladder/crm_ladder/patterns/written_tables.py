"""A function that is called after each commit that wrote one of some tables, whatever wrote it.

It replaces model signals, which see no `update()`, no `bulk_create()` and no SQL, and `on_commit`, where the first hook
that raises keeps the others from running. The line belongs into `AppConfig.ready()`:

    watch_tables(["articles_article", "articles_author"], changed)

It sees each statement that Django sends and that names one of the tables: of models, querysets, raw SQL, the admin and
migrations. A statement counts as a write unless it is clearly a read; one too many only costs a call. A rollback calls
nothing. Without a transaction, it calls after each statement.

It does not see other programs, psycopg's `cursor.copy()`, a SELECT of a function that writes, and what cascades and
triggers of the database change in tables that no statement names. After such a write, call the function yourself.
Do not use it for work that takes long: the writer waits for it.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

READS = re.compile(r"[\s(]*(?:SELECT|WITH|VALUES|SHOW|SET|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
# In a statement that begins like a read: `SELECT …; DELETE …`, `WITH gone AS (DELETE …)`, no `SELECT … FOR UPDATE`.
WRITES = re.compile(r";\s*\w|\b(?:INSERT|DELETE|MERGE|(?<!FOR )(?<!FOR NO KEY )UPDATE)\b", re.IGNORECASE)


def watch_tables(tables: Sequence[str], changed: Callable[[], object]) -> None:
    """`tables` are names in the database. Sees connections that are made from now on."""

    def connected(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
        # Django's connection outlives those to the server.
        if not any(isinstance(each, Watch) and each.changed == changed for each in connection.execute_wrappers):
            Watch(connection, tables=tables, changed=changed)

    connection_created.connect(connected, weak=False)


class Watch:
    """Sees each statement and each commit of one of Django's connections."""

    def __init__(
        self, connection: BaseDatabaseWrapper, *, tables: Sequence[str], changed: Callable[[], object]
    ) -> None:
        self.changed = changed
        self._tables = tables
        self._connection = connection
        self._has_written = False
        self._commit, self._rollback = connection.commit, connection.rollback
        connection.commit, connection.rollback = self.commit, self.rollback  # type: ignore[method-assign]
        # First: `with connection.execute_wrapper(…)` ends by removing the last.
        connection.execute_wrappers.insert(0, self)

    def __call__(self, execute: Callable[..., Any], sql: Any, *others: Any) -> Any:
        try:
            return execute(sql, *others)
        finally:
            self._has_written |= self._writes(sql)
            if self._connection.get_autocommit():
                self._call_if_written()

    def commit(self) -> None:
        try:
            self._commit()
        finally:  # A commit without an answer may have happened.
            self._call_if_written()

    def rollback(self) -> None:
        self._has_written = False
        self._rollback()

    def _call_if_written(self) -> None:
        if self._has_written:
            self._has_written = False
            self.changed()

    def _writes(self, sql: Any) -> bool:
        text = str(sql)  # of psycopg's composed SQL, it shows the names
        is_read = isinstance(sql, str) and READS.match(sql) and not WRITES.search(sql)
        return not is_read and any(table in text for table in self._tables)
