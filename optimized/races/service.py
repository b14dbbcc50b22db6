"""The service of a race: uvicorn with several worker processes, as in production."""

import os
import secrets
import signal
import subprocess
import sys
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from races.network import Replica
from races.processes import CannotRun, free_port, wait_until

STOP_S = 10.0
# The same in all replicas: one makes a cursor, and another one reads it.
SECRET_KEY = secrets.token_urlsafe(48)


class Service:
    def __init__(
        self,
        application: str,
        *,
        workers: int,
        database_url: str,
        cache_url: str,
        folder: Path,
        place: Replica | None = None,
    ) -> None:
        """`place` is the network namespace of a replica."""
        self.place = place
        self.host = place.there("front") if place else "127.0.0.1"
        self.port = free_port()
        self.log = folder / f"service-{self.port}.log"
        kind = ["--factory"] if application.startswith("races.") else []
        command = [
            *(sys.executable, "-m", "crm_optimized.serve", application, *kind),
            *("--host", self.host, "--port", str(self.port), "--workers", str(workers), "--log-level", "warning"),
        ]
        self._command = place.inside(*command) if place else command
        self._environment = service_environment(database_url, cache_url) | {"ALLOWED_HOSTS": self.host}
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
        with closing(HTTPConnection(self.host, self.port, timeout=2)) as connection:
            with suppress(OSError, HTTPException):
                connection.request("GET", path)
                return connection.getresponse().status == 200
            return False

    def kill(self) -> None:
        """End all its processes at once."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

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
    """uvicorn's other children are dead workers and Python's resource tracker."""
    with suppress(psutil.Error):
        return any("spawn_main" in word for word in process.cmdline())
    return False


def service_environment(database_url: str, cache_url: str) -> dict[str, str]:
    """The folder of this package is in PYTHONPATH, so that uvicorn finds `races.broken_services`."""
    return os.environ | {
        "DATABASE_URL": database_url,
        "REDIS_URL": cache_url,
        "DJANGO_SETTINGS_MODULE": "crm_optimized.settings",
        "DJANGO_SECRET_KEY": os.environ.get("DJANGO_SECRET_KEY") or SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
