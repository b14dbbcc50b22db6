"""How much room the tables and indexes of a database take."""

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
