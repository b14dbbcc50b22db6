"""What a contender keeps its data in: servers of bench's own, or those that DATABASE_URL and REDIS_URL name."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
from psycopg import sql

from bench.cache_server import CacheServer
from bench.contenders import ROOT, Contender
from bench.errors import BenchError
from bench.local_files import kept_secret
from bench.local_postgres import Postgres
from bench.local_valkey import Valkey
from bench.processes import interrupts_deferred


@dataclass(frozen=True, slots=True)
class Backing:
    """Servers of one contender. A process id is None without such a server, or where this machine cannot see it."""

    variables: Mapping[str, str]
    """What the contender's processes get as environment."""
    admin_url: str | None = None
    """The same database, for reading statistics."""
    database_pid: int | None = None
    cache: CacheServer | None = None
    cache_pid: int | None = None


def home() -> Path:
    """Where servers, logs and questions live; git-ignored. BENCH_HOME moves it."""
    return Path(os.environ.get("BENCH_HOME", ROOT / ".services")).resolve()


def bring_up(contender: Contender, stops: list[Callable[[], None]]) -> Backing:
    """Starts what the contender needs and is not running; appends how to stop what was started."""
    folder = home() / contender.name
    folder.mkdir(parents=True, exist_ok=True)
    variables = {"DJANGO_SECRET_KEY": secret(folder), "ALLOWED_HOSTS": "127.0.0.1,localhost"}
    admin_url, database_pid, cache, cache_pid = None, None, None, None
    if "postgres" in contender.needs:
        database_url, admin_url, database_pid = _database(contender.name, folder, stops)
        variables["DATABASE_URL"] = database_url
    if "valkey" in contender.needs:
        cache, cache_pid = _cache(contender.name, folder, stops)
        variables["REDIS_URL"] = cache.url
    return Backing(variables, admin_url, database_pid, cache, cache_pid)


def stop_local(contenders: Sequence[Contender]) -> None:
    for contender in contenders:
        Postgres(contender.name, home() / contender.name).stop()
        Valkey(contender.name, home() / contender.name).stop()


def secret(folder: Path) -> str:
    """Kept, because cursors are signed with it and ought to survive a restart of the services."""
    return kept_secret(folder / "django.secret", length=48)


def _database(name: str, folder: Path, stops: list[Callable[[], None]]) -> tuple[str, str, int | None]:
    if given := os.environ.get("DATABASE_URL"):
        url = _users_database(given, f"crm_{name}")
        return url, url, _local_server_pid(url)
    postgres = Postgres(name, folder)
    _start(postgres, stops)
    return postgres.url(), postgres.url(role="postgres"), postgres.pid()


def _cache(name: str, folder: Path, stops: list[Callable[[], None]]) -> tuple[CacheServer, int | None]:
    if given := os.environ.get("REDIS_URL"):
        cache = CacheServer(given)
        return cache, _local_pid(int(cache.facts().get("process_id", 0)), ("valkey", "redis"))
    valkey = Valkey(name, folder)
    _start(valkey, stops)
    return CacheServer(valkey.url()), valkey.pid()


def _start(server: Postgres | Valkey, stops: list[Callable[[], None]]) -> None:
    if server.pid() is None:
        with interrupts_deferred():
            stops.append(server.stop)
            server.start()


def with_database(url: str, database: str) -> str:
    """The URL of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _users_database(url: str, database: str) -> str:
    """The URL of `database` on the user's server, which is made if it is not there."""
    target = with_database(url, database)
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                # The locale of the embedded server: text sorts by code point on every machine alike.
                connection.execute(
                    sql.SQL(
                        "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' "
                        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'"
                    ).format(sql.Identifier(database))
                )
        with psycopg.connect(target, autocommit=True, connect_timeout=5) as connection, suppress(psycopg.Error):
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise BenchError(
            f"The server of DATABASE_URL refuses: {reason}. It must run, be PostgreSQL 17 or newer, and let its role "
            f"make the database {database}."
        ) from None
    return target


def _local_server_pid(url: str) -> int | None:
    """The postmaster's process id, if that server runs on this machine."""
    with psycopg.connect(url) as connection:
        backend = _local_pid(connection.info.backend_pid, ("postgres",))
        return psutil.Process(backend).ppid() if backend else None


def _local_pid(pid: int, names: Sequence[str]) -> int | None:
    with suppress(psutil.Error, ValueError):
        return pid if any(name in psutil.Process(pid).name() for name in names) else None
    return None
