"""A contender's work in its database, from pg_stat_statements: the same on every machine, and it explains the time."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

import psycopg

# Without bench's own query. The last column changes when the server forgets statements; then nothing is known.
READ = """
SELECT coalesce(sum(calls), 0), coalesce(sum(rows), 0), coalesce(sum(shared_blks_hit + shared_blks_read), 0),
       (SELECT (dealloc, stats_reset)::text FROM pg_stat_statements_info)
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query NOT LIKE '%pg_stat_statements%'
"""


@dataclass(frozen=True, slots=True)
class Work:
    statements: int
    rows: int
    blocks: int


def all_of(works: Sequence[Work | None]) -> Work | None:
    """Their sum; None if one of them is not known, or if there are none."""
    known = [work for work in works if work is not None]
    if not known or len(known) < len(works):
        return None
    return Work(
        sum(work.statements for work in known), sum(work.rows for work in known), sum(work.blocks for work in known)
    )


class Statements:
    """One connection for the whole run, because a new one costs the server more than a contender's request. Only
    differences count: a reset would take the statistics away from other readers."""

    def __init__(self, url: str | None, *, ours: bool = False) -> None:
        """`ours`: the server is bench's own, so its list of statements may be emptied before a run."""
        self._connection: psycopg.Connection | None = None
        self._before: tuple[Any, ...] = ()
        with suppress(psycopg.Error):
            if url is not None:
                self._connection = psycopg.connect(url, autocommit=True)
                if ours:
                    self._connection.execute("SELECT pg_stat_statements_reset()")
                self.begin()
                return
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def begin(self) -> None:
        if self._connection is not None:
            self._before = self._connection.execute(READ).fetchone() or ()

    def read(self) -> Work | None:
        """The work since `begin`. None if the server has no pg_stat_statements, or has forgotten some since then."""
        if self._connection is None:
            return None
        *after, known = self._connection.execute(READ).fetchone() or ()
        *before, known_before = self._before
        if known != known_before:
            return None
        return Work(*(int(last - first) for first, last in zip(before, after, strict=True)))
