"""How much room the tables and indexes of a database take."""

from contextlib import suppress
from dataclasses import dataclass

import psycopg


@dataclass(frozen=True, slots=True)
class Size:
    table_bytes: int
    """With TOAST and maps."""
    index_bytes: int


READ = """
SELECT coalesce(sum(pg_table_size(oid)), 0)::bigint, coalesce(sum(pg_indexes_size(oid)), 0)::bigint
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def read_size(url: str) -> Size:
    with psycopg.connect(url) as connection:
        return Size(*(connection.execute(READ).fetchone() or (0, 0)))


def database_bytes(url: str | None) -> int | None:
    """Those of PostgreSQL itself, too. None without a server that can be asked."""
    if url is None:
        return None
    with suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else None
    return None
