"""Contenders in the containers of docker-compose.yml, measured where they run.

A contender is the service of its name, its database the service `<name>-database`, its cache `<name>-redis`.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.contenders import ROOT, Contender
from bench.errors import BenchError
from bench.processes import Processes, wait_until
from bench.readings.cgroups import Cgroups, Shell
from bench.targets.cache_server import CacheServer
from bench.targets.containers import Container, compose
from bench.targets.datastores import Datastores
from bench.targets.relay import Relay
from bench.targets.server import START_TIMEOUT_S, is_ready
from bench.targets.versions import PACKAGES, alike

# A relay's program needs half a second to start, on a busy machine some seconds.
CONNECT_TIMEOUT_S = 15

EXEC = ("docker", "compose", "exec", "-T")

ANEW = "`docker compose down --volumes`, then `docker compose up --build --wait`"

LIST_VERSIONS = f"""
import importlib.metadata, json, platform
found = {{each.name.lower(): each.version for each in importlib.metadata.distributions()}}
wanted = {{name: found[name] for name in {PACKAGES!r} if name in found}}
print(json.dumps({{"python": platform.python_version()}} | wanted))
"""


class ComposeTarget:
    rows = None

    def __init__(self, processes: Processes) -> None:
        """The stacks run already, and keep running: `processes` is not used."""
        self.reader = Cgroups()
        self.cores = 0

    def find(self, contender: Contender) -> Contender:
        container = Container.of(contender.name)
        if token := container.environment.get("API_WRITE_TOKEN"):
            os.environ["API_WRITE_TOKEN"] = token  # k6 and the client that deletes leftovers look for it there.
        self.cores = int(
            compose("exec", "-T", contender.name, "nproc")
        )  # Of Docker's machine, which is not always this one.
        return replace(
            contender,
            folder=ROOT,
            port=container.published[contender.port],
            workers=int(container.environment["WEB_CONCURRENCY"]),
            migrate="",  # `docker compose up` has migrated.
            migrate_copy=f"docker compose exec -T --env POSTGRES_DB={{database}} {contender.name} {contender.migrate}",
            # The customers in a stack belong to its user: a table with other customers is refused, not replaced.
            seed=f"docker compose exec -T {contender.name} {contender.seed.replace(' --replace', '')}",
            fingerprint=f"docker compose exec -T {contender.name} {contender.fingerprint}",
            environment={"API_WRITE_TOKEN": container.environment.get("API_WRITE_TOKEN", "")},
        )

    def bring_up(self, contender: Contender, stops: list[Callable[[], None]]) -> Datastores:
        admin_url, database_pid, cache, cache_pid = None, None, None, None
        stops.append(self.reader.close)
        self._watch(contender.name)
        if "postgres" in contender.needs:
            database_pid = self._watch(f"{contender.name}-database")
            admin_url = _database(contender.name, _relayed(f"{contender.name}-database", 5432, stops=stops))
        if "valkey" in contender.needs:
            redis = f"{contender.name}-redis"
            cache_pid = self._watch(redis)
            address = f"{_relayed(redis, 6379, stops=stops)}/0"
            cache = CacheServer(
                _url("redis", address, user="default", password=_secret(redis, "redis_password")), contender.cache_keys
            )
        # Its commands are those of `docker compose`, which takes its project and files from the shell's environment.
        return Datastores(os.environ, admin_url, database_pid, cache, cache_pid, ours=False, anew=ANEW)

    def restart(self, contenders: Sequence[tuple[Contender, Datastores, Path]]) -> list[int]:
        names = [contender.name for contender, _, _ in contenders]
        compose("restart", "--no-deps", *names)
        for contender, _, _ in contenders:
            if not wait_until(lambda found=contender: is_ready(found), timeout_s=START_TIMEOUT_S, step_s=0.1):  # type: ignore[misc]
                raise BenchError(f"{contender.name} is not ready. `docker compose logs {contender.name}` says why.")
        return [self._watch(name) for name in names]

    def _watch(self, name: str) -> int:
        """The process id of a container. From now on the reader knows the container by it."""
        pid = Container.of(name).pid
        self.reader.watch(pid, Shell(name, [*EXEC, name]))
        return pid

    def versions(self, contenders: Sequence[Contender]) -> dict[str, str]:
        return alike(
            (each.name, json.loads(compose("exec", "-T", each.name, "python", "-c", LIST_VERSIONS)))
            for each in contenders
        )

    def settings(self, contenders: Sequence[Contender]) -> dict[str, str]:
        parts = [(part, Container.of(part)) for each in contenders for part in (each.name, f"{each.name}-database")]
        return {"target": "docker compose"} | {
            f"limits of {part}": f"{container.processors:g} processors, {container.memory_bytes / 2**30:g} GiB"
            for part, container in parts
        }


def _database(name: str, address: str) -> str:
    """The URL of a contender's database for the superuser, who may read statistics."""
    service = Container.of(name)
    password = _secret(f"{name}-database", "postgres_password")
    address = f"{address}/{service.environment['POSTGRES_DB']}"
    url = _url("postgresql", address, user="postgres", password=password)
    try:
        psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S).close()
    except psycopg.Error as error:
        raise BenchError(f"The database of {name} does not answer: {error}".strip()) from None
    return url


def _relayed(name: str, port: int, *, stops: list[Callable[[], None]]) -> str:
    relay = Relay([*EXEC, name], port)
    stops.append(relay.close)
    return f"127.0.0.1:{relay.port}"


def _secret(service: str, name: str) -> str:
    """A secret is in no environment: it is a file that the container's own user may read."""
    return compose("exec", "-T", service, "cat", f"/run/secrets/{name}")


def _url(scheme: str, address: str, *, user: str, password: str) -> str:
    return f"{scheme}://{user}:{quote(password, safe='')}@{address}"
