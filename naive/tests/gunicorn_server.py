"""The service as it is deployed: a gunicorn process of its own, and requests to its socket."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def gunicorn(*, database_port: str, threads: int = 1, query: str = "", **environment: str) -> Iterator[int]:
    """Yield the port of a gunicorn on the tests' database, which it looks for at `database_port`."""
    port = free_port()
    database = connection.settings_dict
    url = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database_port}/{database['NAME']}"
        f"{query}"
    )
    options = (
        f"--config python:crm_naive.gunicorn_conf --bind 127.0.0.1:{port} --workers 1 --threads {threads} "
        "--log-level critical"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *options.split()],
        env=os.environ | {"DATABASE_URL": url, "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "CRITICAL"} | environment,
    )
    try:
        give_up_at = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None
            assert time.monotonic() < give_up_at
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/livez").status == 200
    except OSError:
        # The worker is still starting.
        return False


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def ask(
    port: int,
    method: str,
    path: str,
    body: bytes | Iterator[bytes] | None = None,
    content_type: str = "application/json",
) -> Answer:
    """Send one request over a new connection. An iterator as the body is sent in chunks."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request(method, path, body=body, headers={"Content-Type": content_type})
        return Answer(client.getresponse())
    finally:
        client.close()


def ask_raw_bytes(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(request)
        return raw.recv(65536)
