"""A container is a machine, too: a first process that reaps nothing, and 64 MB of shared memory."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from bench.targets.datastores import bring_up, stop_local
from bench.targets.local_files import live_pid, works_in
from bench.targets.postgres import Postgres
from made_up_contender import made_up_definition

pytestmark = pytest.mark.servers

PROBE = made_up_definition("probe", needs=("postgres", "valkey"))
ROUND = """
import sys
from pathlib import Path
from bench.targets.datastores import bring_up, stop_local
from bench.contenders import Contender
probe = Contender(name="probe", title="probe", folder=Path(), start="true", port=1, needs=("postgres", "valkey"))
"""
REAPS_NOTHING = """
import ctypes, subprocess, sys
PR_SET_CHILD_SUBREAPER = 36
assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
sys.exit(child.wait())  # for this one child and for no orphan
"""
FIND_ZOMBIES = """
import psutil
me = psutil.Process().parent()
print([child.name() for child in me.children() if child.status() == psutil.STATUS_ZOMBIE])
"""


def orphans_stay_zombies(script: str) -> subprocess.CompletedProcess[str]:
    """Runs it below a process that adopts its orphans, as the first process of a container does, and never waits."""
    return subprocess.run(
        [sys.executable, "-c", REAPS_NOTHING, ROUND + script], capture_output=True, text=True, check=False, timeout=150
    )


def test_a_server_that_stays_a_zombie_is_a_server_that_stopped(bench_home: Path) -> None:
    began = time.monotonic()
    done = orphans_stay_zombies(f"bring_up(probe, [])\nstop_local([probe])\n{FIND_ZOMBIES}")
    assert done.returncode == 0, done.stderr
    assert "postgres" in done.stdout
    assert "valkey-server" in done.stdout
    assert time.monotonic() - began < 60


def test_a_server_that_was_killed_and_stays_a_zombie_is_started_again(bench_home: Path) -> None:
    kill = """
import os, psutil, signal
from bench.processes import wait_until
first = bring_up(probe, [])
for pid in (first.database_pid, first.cache_pid):
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: psutil.Process(pid).status() == psutil.STATUS_ZOMBIE, timeout_s=10)
second = bring_up(probe, [])
print(first.database_pid != second.database_pid and first.cache_pid != second.cache_pid)
stop_local([probe])
"""
    done = orphans_stay_zombies(kill + FIND_ZOMBIES)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("True\n")
    assert "postgres" in done.stdout


def test_a_process_of_somebody_else_with_the_number_is_not_taken_for_the_server(bench_home: Path) -> None:
    """Numbers begin anew when a container does."""
    datastores = bring_up(PROBE, [])
    folder = bench_home / "probe"
    elsewhere = bench_home / "elsewhere"
    elsewhere.mkdir()
    file = elsewhere / "valkey.pid"
    file.write_text(str(datastores.cache_pid))
    assert live_pid(file, "valkey", folder=elsewhere) is None
    assert live_pid(folder / "valkey.pid", "valkey", folder=folder) == datastores.cache_pid
    stop_local([PROBE])
    lock = folder / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{folder / 'postgres'}\n")
    assert bring_up(PROBE, []).database_pid
    stop_local([PROBE])


@pytest.mark.slow
def test_the_lock_file_of_a_server_that_runs_stays(bench_home: Path) -> None:
    datastores = bring_up(PROBE, [])
    assert datastores.database_pid is not None
    data = bench_home / "probe" / "postgres"
    assert works_in(psutil.Process(datastores.database_pid), "postgres", folder=data)
    Postgres("probe", bench_home / "probe")._remove_stale_lock()
    assert (data / "postmaster.pid").exists()
    stop_local([PROBE])


NAMESPACE = ("unshare", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")), "--mount")
SMALL = f'mount -t tmpfs -o size=64m tmpfs /dev/shm && exec {sys.executable} -c "$0"'
PARALLEL = """
import psycopg
url = bring_up(probe, []).variables["DATABASE_URL"]
with psycopg.connect(url) as connection:
    numbers = "SELECT repeat('x', 60) || n AS text FROM generate_series(1, 400000) n"
    connection.execute("CREATE TABLE numbers AS " + numbers)
    for setting in ("parallel_setup_cost = 0", "parallel_tuple_cost = 0", "min_parallel_table_scan_size = 0",
                    "enable_mergejoin = off", "enable_nestloop = off", "work_mem = '128MB'"):
        connection.execute("SET " + setting)
    query = "SELECT count(*) FROM numbers a JOIN numbers b ON a.text = b.text"
    plan = "\\n".join(line for (line,) in connection.execute("EXPLAIN " + query))
    assert "Parallel Hash" in plan, plan
    print(connection.execute(query).fetchone(), connection.execute("SHOW dynamic_shared_memory_type").fetchone())
stop_local([probe])
"""


def _namespaces_are_allowed() -> bool:
    return bool(shutil.which("unshare")) and subprocess.run([*NAMESPACE, "true"], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not _namespaces_are_allowed(), reason="no mount namespace of one's own on this machine")
def test_with_64_mb_of_shared_memory_parallel_queries_work(bench_home: Path) -> None:
    done = subprocess.run(
        [*NAMESPACE, "sh", "-c", SMALL, ROUND + PARALLEL], capture_output=True, text=True, check=False, timeout=150
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "(400000,) ('mmap',)\n"


@pytest.mark.slow
def test_with_more_shared_memory_it_is_used(bench_home: Path) -> None:
    with psycopg.connect(str(bring_up(PROBE, []).admin_url)) as connection:
        assert connection.execute("SHOW dynamic_shared_memory_type").fetchone() == ("posix",)
    stop_local([PROBE])
