"""Versions of the programs that take part in a run, and the settings that were made on purpose."""

import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

import psycopg

from bench.contenders import Contender
from bench.environment import process_environment
from bench.load.k6 import find_k6
from bench.targets.datastores import Datastores
from bench.targets.postgres import POSTGRES_SETTINGS

PACKAGES = (
    "django",
    "djangorestframework",
    "django-ninja",
    "django-ninja-extra",
    "django-redis",
    "gunicorn",
    "uvicorn",
    "psycopg",
)


def installed() -> dict[str, str]:
    """Python and the services' packages in this environment."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found


def versions(all_datastores: Sequence[Datastores]) -> dict[str, str]:
    """Versions of k6, PostgreSQL and the cache server."""
    asked = [find_k6(), "version"]
    done = subprocess.run(asked, env=process_environment(), capture_output=True, encoding="utf-8", check=True)
    k6 = done.stdout.split()[1]
    found = {"k6": k6.lstrip("v")}
    for datastores in all_datastores:
        if datastores.admin_url:
            with psycopg.connect(datastores.admin_url) as connection:
                found["postgres"] = connection.info.parameter_status("server_version") or "unknown"
        if datastores.cache:
            server = datastores.cache.facts()
            name = "valkey" if "valkey_version" in server else "redis"
            found[name] = server.get(f"{name}_version", "unknown")
    return found


def settings(contenders: Sequence[tuple[Contender, Datastores]]) -> dict[str, str]:
    """Settings that were made on purpose. Those of PostgreSQL come from the servers."""
    workers = {f"workers of {contender.name}": str(contender.workers) for contender, _ in contenders}
    return workers | alike(
        (contender.name, _postgres_settings(datastores.admin_url))
        for contender, datastores in contenders
        if datastores.admin_url
    )


def alike(by_contender: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """One entry for a value that contenders share, and an entry with the contender's name for a value that differs."""
    found: dict[str, str] = {}
    for contender, values in by_contender:
        for name, value in values.items():
            found.setdefault(name, value)
            if found[name] != value:
                found[f"{name} of {contender}"] = value
    return found


def _postgres_settings(url: str) -> dict[str, str]:
    wanted = [name for name in POSTGRES_SETTINGS if name not in ("listen_addresses", "unix_socket_directories")]
    # A machine with little shared memory has one more setting, listed only there, so older results stay comparable.
    ask = (
        "SELECT name, current_setting(name) FROM pg_settings "
        "WHERE name = ANY(%s) OR name = 'dynamic_shared_memory_type' AND setting <> 'posix'"
    )
    with psycopg.connect(url) as connection:
        return dict(connection.execute(ask, [wanted]).fetchall())
