"""Contenders in the containers of docker-compose.yml, measured where they run.

A contender is the service of its name, its database the service `<name>-database`, its cache `<name>-redis`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench import facts
from bench.backing import Backing
from bench.cache_server import CacheServer
from bench.cgroups import Cgroups
from bench.containers import Container, compose
from bench.contenders import ROOT, Contender
from bench.errors import BenchError
from bench.processes import Processes, wait_until
from bench.server import START_TIMEOUT_S, is_ready

LIST_VERSIONS = f"""
import importlib.metadata, json, platform
found = {{each.name.lower(): each.version for each in importlib.metadata.distributions()}}
wanted = {{name: found[name] for name in {facts.PACKAGES!r} if name in found}}
print(json.dumps({{"python": platform.python_version()}} | wanted))
"""


class ComposeTarget:
    rows = None
    reader = Cgroups()

    def __init__(self, processes: Processes) -> None:
        """Nothing to start: the stacks run, and go on running."""

    def find(self, contender: Contender) -> Contender:
        container = Container.of(contender.name)
        self.reader.cpu_s(container.pid)
        return replace(
            contender,
            folder=ROOT,
            port=container.published[contender.port],
            workers=int(container.environment["WEB_CONCURRENCY"]),
            migrate="",  # `docker compose up` did
            seed=f"docker compose exec -T {contender.name} {contender.seed}",
            fingerprint=f"docker compose exec -T {contender.name} {contender.fingerprint}",
        )

    def bring_up(self, contender: Contender, stops: list[Callable[[], None]]) -> Backing:
        admin_url, database_pid, cache, cache_pid = None, None, None, None
        if "postgres" in contender.needs:
            admin_url, database_pid = _database(contender.name)
        if "valkey" in contender.needs:
            redis = Container.of(f"{contender.name}-redis")
            password = _secret(f"{contender.name}-redis", "redis_password")
            cache = CacheServer(_url("redis", "default", password, f"{redis.address}:6379/0"))
            cache_pid = redis.pid
        return Backing({}, admin_url, database_pid, cache, cache_pid)

    def restart(self, contenders: Sequence[tuple[Contender, Backing, Path]]) -> list[int]:
        names = [contender.name for contender, _, _ in contenders]
        compose("restart", "--no-deps", *names)
        for contender, _, _ in contenders:
            if not wait_until(lambda found=contender: is_ready(found), timeout_s=START_TIMEOUT_S, step_s=0.1):  # type: ignore[misc]
                raise BenchError(f"{contender.name} is not ready. `docker compose logs {contender.name}` says why.")
        return [Container.of(name).pid for name in names]

    def versions(self, contenders: Sequence[Contender]) -> dict[str, str]:
        return facts.alike(
            (each.name, json.loads(compose("exec", "-T", each.name, "python", "-c", LIST_VERSIONS)))
            for each in contenders
        )

    def settings(self, contenders: Sequence[Contender]) -> dict[str, str]:
        parts = [(part, Container.of(part)) for each in contenders for part in (each.name, f"{each.name}-database")]
        return {"target": "docker compose"} | {
            f"limits of {part}": f"{container.processors:g} processors, {container.memory_bytes / 2**30:g} GiB"
            for part, container in parts
        }


def _database(name: str) -> tuple[str, int]:
    """As superuser, who may read statistics. The container publishes no port, but this machine reaches its network."""
    service, database = Container.of(name), Container.of(f"{name}-database")
    address = f"{database.address}:5432/{service.environment['POSTGRES_DB']}"
    url = _url("postgresql", "postgres", _secret(f"{name}-database", "postgres_password"), address)
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        raise BenchError(
            f"The database of {name} does not answer at its container's address: {error}".strip()
        ) from None
    return url, database.pid


def _secret(service: str, name: str) -> str:
    """No environment holds it: a file that the container's own user may read."""
    return compose("exec", "-T", service, "cat", f"/run/secrets/{name}")


def _url(scheme: str, user: str, password: str, address: str) -> str:
    return f"{scheme}://{user}:{quote(password, safe='')}@{address}"
