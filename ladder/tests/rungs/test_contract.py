"""Each rung as a service: gunicorn on a database of its own passes the contract's tests, and parity with naive."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from crm_ladder.composition import RUNGS
from psycopg import sql

pytestmark = [pytest.mark.servers, pytest.mark.slow]

LADDER = Path(__file__).resolve().parents[2]
CONTRACT = LADDER.parent / "contract"
START_S = 60
# As the harness makes it, so that text sorts by code point.
LOCALE = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'"

# The environment of each.
SERVICES = {rung: {"LADDER_RUNGS": ",".join(RUNGS[: n + 1])} for n, rung in enumerate(RUNGS)}
SERVICES["ninja"] = SERVICES["tuned"] | {"LADDER_FRAMEWORK": "ninja"}
NAIVE = {"LADDER_RUNGS": ""}


@contextmanager
def database() -> Iterator[str]:
    url = os.environ["DATABASE_URL"]
    name = f"ladder_contract_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(f"CREATE DATABASE {{}} {LOCALE}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def service(chosen: Mapping[str, str], *, database_url: str, cache_url: str, log: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "crm_ladder.service.settings",
        "DATABASE_URL": database_url,
        "REDIS_URL": cache_url,
        **chosen,
    }
    for command in ("migrate", "apply_structures"):
        run([sys.executable, "manage.py", command, "--verbosity", "0"], folder=LADDER, environment=environment)
    command = [
        *(sys.executable, "-m", "gunicorn", "--config", "python:crm_naive.gunicorn_conf"),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
    ]
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, cwd=LADDER, stdin=subprocess.DEVNULL, stderr=output)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with suppress(OSError, HTTPException):
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    pytest.fail(f"The service did not start within {START_S} s.")


def run(command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-8000:]}\n{done.stderr[-2000:]}"


def pytest_run(*arguments: str) -> None:
    run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments], folder=CONTRACT)


@pytest.mark.parametrize("name", SERVICES)
def test_a_rung_passes_the_contract(name: str, cache_url: str, tmp_path: Path) -> None:
    log = tmp_path / "service.log"
    with database() as url, service(SERVICES[name], database_url=url, cache_url=cache_url, log=log) as base_url:
        pytest_run("tests", "--base-url", base_url, "--server-log", str(log))


@pytest.mark.parametrize("name", SERVICES)
def test_a_rung_answers_as_naive_and_the_oracle(name: str, cache_url: str, tmp_path: Path) -> None:
    with (
        database() as url,
        database() as naive_url,
        service(SERVICES[name], database_url=url, cache_url=cache_url, log=tmp_path / "service.log") as base_url,
        service(NAIVE, database_url=naive_url, cache_url=cache_url, log=tmp_path / "naive.log") as naive,
    ):
        databases = ["--naive-database-url", naive_url, "--optimized-database-url", url]
        pytest_run("parity", "--naive-url", naive, "--optimized-url", base_url, *databases)
