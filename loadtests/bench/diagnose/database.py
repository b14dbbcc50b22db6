"""The service's PostgreSQL, in read-only transactions. Every precondition that is missing is a sentence."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any, Self

import psycopg
from psycopg import sql

from bench.errors import BenchError, first_line

# Our own statements have it, and are left out of every reading.
MARK = "/* bench diagnose */"
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_MS = 10_000
# The first version with pg_stat_statements_info, top-level statements and numbers of sessions.
LEAST_VERSION = 140_000
ROUND_TRIPS = 50
CONNECTIONS = 3

# `-c` options, so that no statement of ours is needed for them.
OPTIONS = f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_TIMEOUT_MS}"


class Database:
    def __init__(self, url: str) -> None:
        self._url = url
        try:
            self._connection = self._connect()
        except (psycopg.Error, UnicodeError) as error:
            raise BenchError(
                f"The database refuses: {first_line(error)}. --database must be the URL of the service's PostgreSQL, "
                "such as postgresql://role:password@127.0.0.1:5432/name; PG* variables are not read."
            ) from None

    def _connect(self) -> psycopg.Connection[Any]:
        given = psycopg.conninfo.conninfo_to_dict(self._url)
        options = " ".join(filter(None, [str(given.get("options") or ""), OPTIONS]))
        return psycopg.connect(
            self._url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S, options=options, application_name="bench"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        marked = query.replace("SELECT", f"SELECT {MARK}", 1)
        return self._connection.execute(marked.encode(), parameters or None).fetchall()

    def number(self, query: str) -> int:
        return int(self.rows(query)[0][0])

    @contextmanager
    def planning(self, **settings: str) -> Iterator[psycopg.Connection[Any]]:
        """A read-only transaction with these settings. Nothing of it stays."""
        with self._connection.transaction(force_rollback=True):
            for name, value in settings.items():
                query = sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(name), sql.Literal(value))
                self._connection.execute(query)
            yield self._connection

    def require_statistics(self) -> None:
        if self._connection.info.server_version < LEAST_VERSION:
            raise BenchError("PostgreSQL must be version 14 or newer.")
        name, role = self._connection.info.dbname, self._connection.info.user
        extension = self.rows("SELECT extversion FROM pg_extension WHERE extname = 'pg_stat_statements'")
        if not extension:
            raise BenchError(
                f"The database {name} has no pg_stat_statements. Put it into shared_preload_libraries of "
                "postgresql.conf, restart PostgreSQL, and run in this database: CREATE EXTENSION pg_stat_statements"
            )
        try:
            self.rows("SELECT toplevel FROM pg_stat_statements(false) LIMIT 1")
        except psycopg.errors.UndefinedColumn:
            raise BenchError(
                f"The database {name} has an old pg_stat_statements. Run: ALTER EXTENSION pg_stat_statements UPDATE"
            ) from None
        except psycopg.errors.InsufficientPrivilege:
            raise BenchError(f"{role} may not read pg_stat_statements. {grant(role)}") from None
        except psycopg.Error as error:
            raise BenchError(
                f"pg_stat_statements cannot be read: {first_line(error)}. It must be in shared_preload_libraries of "
                "postgresql.conf, and PostgreSQL restarted after that."
            ) from None

    @property
    def role(self) -> str:
        return self._connection.info.user

    @property
    def name(self) -> str:
        return self._connection.info.dbname

    def round_trip_ms(self) -> float:
        """The median time of a statement that does nothing: what each statement of the service pays at least."""
        return median(_timed(lambda: self.rows("SELECT 1")) for _ in range(ROUND_TRIPS))

    def connect_ms(self) -> float:
        return median(_timed(lambda: self._connect().close()) for _ in range(CONNECTIONS))


def _timed(action: Any) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def grant(role: str) -> str:
    return f'As a superuser run: GRANT pg_read_all_stats, pg_read_all_data TO "{role}"'
