"""The database and cache of a contender: servers of bench's own, or those of DATABASE_URL and REDIS_URL."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

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
class Datastores:
    """Servers of one contender. A process id is None without a server, or if the server is on another machine."""

    variables: Mapping[str, str]
    """The environment of the contender's processes."""
    admin_url: str | None = None
    """The same database, with a role that may read statistics."""
    database_pid: int | None = None
    cache: CacheServer | None = None
    cache_pid: int | None = None
    ours: bool = True
    """Whether the database server is bench's own. On a server of the user bench changes only what it made."""
    anew: str = ""
    """What the user does for a new database, which the next run migrates and seeds."""

    @property
    def database(self) -> str:
        """Its name, if there is a database."""
        return urlsplit(self.admin_url or "").path.strip("/")


def bring_up(contender: Contender, stops: list[Callable[[], None]]) -> Datastores:
    """Start the servers that the contender needs and that do not run. `stops` gets a function for each, to stop it."""
    folder = home() / contender.name
    folder.mkdir(parents=True, exist_ok=True)
    owner = contender.database_owner
    variables = {"DJANGO_SECRET_KEY": secret(folder), "ALLOWED_HOSTS": "127.0.0.1,.localhost"}
    admin_url, database_pid, cache, cache_pid = None, None, None, None
    ours = not os.environ.get("DATABASE_URL")
    if "postgres" in contender.needs:
        database_url, admin_url, database_pid = _database(owner, stops)
        variables["DATABASE_URL"] = database_url
    if "valkey" in contender.needs:
        cache, cache_pid = _cache(contender, folder, stops=stops)
        variables["REDIS_URL"] = cache.url
    anew = f"`bench services down`, then delete {home() / owner / 'postgres'}" if ours else f"DROP DATABASE crm_{owner}"
    return Datastores(variables, admin_url, database_pid, cache, cache_pid, ours=ours, anew=anew)


def stop_local(contenders: Sequence[Contender]) -> None:
    """Stop the contenders' servers. On servers of the user, delete only what `bring_up` took."""
    for contender in contenders:
        if (given := os.environ.get("REDIS_URL")) and contender.cache_keys:
            CacheServer(given, contender.cache_keys).give_back()
        Postgres(contender.name, home() / contender.name).stop()
        Valkey(contender.name, home() / contender.name).stop()


def secret(folder: Path) -> str:
    """Django's secret key. It is kept, because it signs cursors, which must survive a restart of the services."""
    return kept_secret(folder / "django.secret", length=48)


def _database(name: str, stops: list[Callable[[], None]]) -> tuple[str, str, int | None]:
    if given := os.environ.get("DATABASE_URL"):
        url = users_database(given, f"crm_{name}")
        return url, url, _local_server_pid(url)
    postgres = Postgres(name, home() / name)
    _start(postgres, stops)
    return postgres.url(), postgres.url(role="postgres"), postgres.pid()


def _cache(contender: Contender, folder: Path, *, stops: list[Callable[[], None]]) -> tuple[CacheServer, int | None]:
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
    """The process id of PostgreSQL's first process, if it runs on this machine."""
    with psycopg.connect(url) as connection:
        backend = _local_pid(connection.info.backend_pid, ("postgres",))
        return psutil.Process(backend).ppid() if backend else None


def _local_pid(pid: int, names: Sequence[str]) -> int | None:
    with suppress(psutil.Error, ValueError):
        return pid if any(name in psutil.Process(pid).name() for name in names) else None
    return None
