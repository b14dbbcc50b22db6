"""PostgreSQL from a PyPI wheel: without Docker, without root, and only in one folder, which git ignores.

Every contender gets a server of its own with the same settings. So one contender's pages never displace the other's,
and each server's CPU time belongs to one contender. The server survives the command that started it. `stop` stops it,
and its data stay until the folder is deleted.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from bench.errors import BenchError, first_line
from bench.processes import wait_until
from bench.targets.local_files import kept_port, kept_secret, live_pid, works_in
from bench.targets.postgres_programs import run_program

# The same for every contender, and similar to a small production server. The rest is PostgreSQL's default.
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

# The processes of one query share memory in files of this folder, and fail when it is full. Two plans with four
# processes each need 256 MB: 16 MB of hash tables a process, twice that by hash_mem_multiplier. The default in a
# container is 64 MB.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108
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
        return live_pid(self.data / "postmaster.pid", "postgres", folder=self.data)

    def url(self, *, role: str = ROLE, database: str | None = None) -> str:
        """For the services, as a role that owns one database. For the harness: role="postgres"."""
        port = (self.folder / "postgres.port").read_text().strip()
        password = (self.folder / "postgres.password").read_text().strip()
        return f"postgresql://{role}:{password}@127.0.0.1:{port}/{database or self.database}"

    def start(self) -> None:
        """Take every step that is still missing. A step is done completely or not at all, so after a failure the next
        start continues at the same step."""
        if not self.data.exists():
            self._initialise()
        if not self.pid():
            self._launch()
        if not wait_until(self._is_ready, timeout_s=START_TIMEOUT_S):  # It may recover from a crash.
            raise BenchError(f"{self.name}'s PostgreSQL is not ready. See {self.folder / 'postgres.log'}.")
        self._create_database()

    def stop(self) -> None:
        if self.pid():
            self._pg_ctl("--mode", "fast", "--wait", "--timeout", "60", "stop")

    def _launch(self) -> None:
        self._remove_stale_lock()
        settings = POSTGRES_SETTINGS | {"port": str(kept_port(self.folder / "postgres.port"))}
        if _shared_memory_bytes() < LEAST_SHARED_MEMORY_BYTES:
            settings["dynamic_shared_memory_type"] = "mmap"
        self.data.joinpath("postgresql.auto.conf").write_text(
            "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        )
        log = self.folder / "postgres.log"
        self._pg_ctl("--log", str(log), "--wait", "--timeout", str(START_TIMEOUT_S), "start")

    def _pg_ctl(self, *arguments: str) -> None:
        run_program("pg_ctl", *arguments, data=self.data, folder=self.folder)

    def _is_ready(self) -> bool:
        """The eighth line of the lock file says it, as pg_ctl reads it."""
        with suppress(OSError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready"
        return False

    def _remove_stale_lock(self) -> None:
        """PostgreSQL does not start when it finds the lock file of a process that exists. After a crash this process
        may be a zombie, or another program of a restarted container with the same number."""
        lock = self.data / "postmaster.pid"
        # The children of a killed server notice it within moments, and end.
        if lock.exists() and wait_until(self._is_unused, timeout_s=STOP_TIMEOUT_S, step_s=0.1):
            lock.unlink()

    def _is_unused(self) -> bool:
        return not any(works_in(process, "postgres", folder=self.data) for process in psutil.process_iter())

    def _initialise(self) -> None:
        """Make a cluster that sorts text by code point and folds case by Unicode, the same on every machine. It gets
        its name when it is complete."""
        password = self.folder / "postgres.password"
        kept_secret(password, length=24)
        unfinished = self.folder / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)  # From an interrupted initdb.
        run_program(
            "initdb",
            "--username=postgres",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            data=unfinished,
            folder=self.folder,
        )
        unfinished.rename(self.data)

    def _create_database(self) -> None:
        try:
            self._create_what_is_missing()
        except (psycopg.Error, OSError) as error:
            raise BenchError(
                f"{self.name}'s PostgreSQL refuses: {first_line(error)}. See "
                f"{self.folder / 'postgres.log'}. If {self.folder} was damaged: `bench services down`, delete it, and "
                "it is made anew."
            ) from None

    def _create_what_is_missing(self) -> None:
        password = (self.folder / "postgres.password").read_text().strip()
        with psycopg.connect(self.url(role="postgres", database="postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                # CREATEDB, because Django's test runner makes a database.
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


def _shared_memory_bytes() -> int:
    try:
        return shutil.disk_usage(SHARED_MEMORY).total
    except OSError:
        return 0
