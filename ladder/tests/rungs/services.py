"""Services in processes of their own, each on a new database."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[3]
START_S = 60
# As the harness makes it, so that text sorts by code point.
LOCALE = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'"


@dataclass(frozen=True, slots=True)
class Service:
    folder: str
    start: str
    environment: Mapping[str, str]


@contextmanager
def database() -> Iterator[str]:
    url = os.environ["DATABASE_URL"]
    name = f"ladder_contract_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(f"CREATE DATABASE {{}} {LOCALE}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


@contextmanager
def running(service: Service, *, database_url: str, cache_url: str, log: Path) -> Iterator[str]:
    folder = ROOT / service.folder
    # pytest-django has put the ladder's settings into the environment, and optimized's command has its own.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = inherited | {"DATABASE_URL": database_url, "REDIS_URL": cache_url, **service.environment}
    for command in ("migrate", "apply_structures") if "LADDER_RUNGS" in service.environment else ("migrate",):
        run([sys.executable, "manage.py", command, "--verbosity", "0"], folder=folder, environment=environment)
    port = free_port()
    command = [sys.executable, *service.start.format(port=port).split()]
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stderr=output)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    pytest.fail(f"The service did not start within {START_S} s.")


def run(command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-8000:]}\n{done.stderr[-2000:]}"
