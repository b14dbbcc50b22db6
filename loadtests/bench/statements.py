"""What a contender asked its database, from pg_stat_statements: the same on every machine, and it explains the time."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import psycopg

# Without bench's own question.
READ = """
SELECT coalesce(sum(calls), 0), coalesce(sum(rows), 0), coalesce(sum(shared_blks_hit + shared_blks_read), 0)
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query NOT LIKE '%pg_stat_statements%'
"""

RESET = "SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0)"


@dataclass(frozen=True, slots=True)
class Work:
    statements: int
    rows: int
    blocks: int


class Statements:
    """One connection for the whole run: opening one costs the server more than a contender's request."""

    def __init__(self, url: str | None) -> None:
        self._connection: psycopg.Connection | None = None
        with suppress(psycopg.Error):
            if url is not None:
                self._connection = psycopg.connect(url, autocommit=True)
                self._connection.execute(READ)
                self._connection.execute(RESET)
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

    def reset(self) -> None:
        if self._connection is not None:
            self._connection.execute(RESET)

    def read(self) -> Work | None:
        """Since the last reset; None where the server has no pg_stat_statements, or not for this role."""
        if self._connection is None:
            return None
        row = self._connection.execute(READ).fetchone()
        return Work(*map(int, row or (0, 0, 0)))
