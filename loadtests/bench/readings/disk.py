"""The size of a contender's database on disk."""

from contextlib import suppress

import psycopg


def database_bytes(url: str | None) -> int | None:
    """All tables and indexes. None without a server that can be asked."""
    if url is None:
        return None
    with suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else None
    return None
