"""What a contender keeps its data in: servers of bench's own, or those that DATABASE_URL and REDIS_URL name."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from bench.contenders import Contender
from bench.errors import BenchError
from bench.home import home
from bench.processes import interrupts_deferred
from bench.targets.cache_server import CacheServer
from bench.targets.local_files import kept_secret
from bench.targets.postgres import Postgres
from bench.targets.users_postgres import users_database
from bench.targets.valkey import Valkey


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
    ours: bool = True
    """The database's server is bench's own. On another one bench touches only what it made, and others use it, too."""


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
        cache, cache_pid = _cache(contender, folder, stops)
        variables["REDIS_URL"] = cache.url
    return Backing(variables, admin_url, database_pid, cache, cache_pid, ours=not os.environ.get("DATABASE_URL"))


def stop_local(contenders: Sequence[Contender]) -> None:
    """Of servers of the user's only what `bring_up` took is given back."""
    for contender in contenders:
        if (given := os.environ.get("REDIS_URL")) and contender.cache_keys:
            CacheServer(given, contender.cache_keys).give_back()
        Postgres(contender.name, home() / contender.name).stop()
        Valkey(contender.name, home() / contender.name).stop()


def secret(folder: Path) -> str:
    """Kept, because cursors are signed with it and ought to survive a restart of the services."""
    return kept_secret(folder / "django.secret", length=48)


def _database(name: str, folder: Path, stops: list[Callable[[], None]]) -> tuple[str, str, int | None]:
    if given := os.environ.get("DATABASE_URL"):
        url = users_database(given, f"crm_{name}")
        return url, url, _local_server_pid(url)
    postgres = Postgres(name, folder)
    _start(postgres, stops)
    return postgres.url(), postgres.url(role="postgres"), postgres.pid()


def _cache(contender: Contender, folder: Path, stops: list[Callable[[], None]]) -> tuple[CacheServer, int | None]:
    if given := os.environ.get("REDIS_URL"):
        if not contender.cache_keys:
            raise BenchError(
                f"[{contender.name}] in contenders.toml has no `cache_keys`: on the server of REDIS_URL only keys of "
                "these patterns may be deleted. Name them, or unset REDIS_URL."
            )
        cache = CacheServer(given, contender.cache_keys)
        with interrupts_deferred():
            if cache.take():
                stops.append(cache.give_back)
        return cache, _local_pid(int(cache.facts().get("process_id", 0)), ("valkey", "redis"))
    valkey = Valkey(contender.name, folder)
    _start(valkey, stops)
    return CacheServer(valkey.url()), valkey.pid()


def _start(server: Postgres | Valkey, stops: list[Callable[[], None]]) -> None:
    with interrupts_deferred():
        if server.pid() is None:
            stops.append(server.stop)
        server.start()


def _local_server_pid(url: str) -> int | None:
    """The postmaster's process id, if that server runs on this machine."""
    with psycopg.connect(url) as connection:
        backend = _local_pid(connection.info.backend_pid, ("postgres",))
        return psutil.Process(backend).ppid() if backend else None


def _local_pid(pid: int, names: Sequence[str]) -> int | None:
    with suppress(psutil.Error, ValueError):
        return pid if any(name in psutil.Process(pid).name() for name in names) else None
    return None
