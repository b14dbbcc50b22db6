"""The harness and real containers. The composed stacks must run: `make test-compose` starts them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from bench.contender.migrated import migrating
from bench.contender.structures import compare_structures
from bench.contenders import Contender, read_contenders
from bench.processes import Processes
from bench.readings.cgroups import Cgroups, Shell
from bench.results.files import load
from bench.targets.compose import EXEC, ComposeTarget
from bench.targets.containers import Container, compose
from bench.targets.datastores import Datastores

ROOT = Path(__file__).resolve().parents[2]

# What a Mac has not, once psutil has chosen its system.
MAC = """
import os, sys, sysconfig, time
import psutil, subprocess, urllib.request
sysconfig.get_config_vars()
sys.platform = "darwin"
del os.sched_getaffinity, os.waitid, time.CLOCK_BOOTTIME
"""

# 0.5 s of CPU time, in the container.
WORK = "import time\nwhile time.process_time() < 0.5: pass"


@pytest.fixture
def stack() -> Iterator[Callable[[str], tuple[ComposeTarget, Contender, Datastores]]]:
    stops: list[Callable[[], None]] = []

    def find(name: str) -> tuple[ComposeTarget, Contender, Datastores]:
        target = ComposeTarget(Processes())
        contender = target.find(read_contenders()[name])
        return target, contender, target.bring_up(contender, stops)

    yield find
    for stop in reversed(stops):
        stop()


@pytest.mark.parametrize("name", ["naive", "optimized"])
def test_a_stack_s_database_is_what_its_migrations_make_and_nothing_is_left(
    name: str, stack: Callable[[str], tuple[ComposeTarget, Contender, Datastores]], tmp_path: Path
) -> None:
    _, contender, datastores = stack(name)
    with (
        Processes() as processes,
        migrating([(contender, datastores)], logs=tmp_path, processes=processes) as started,
    ):
        [word] = compare_structures(started, processes).values()
    assert "not compared" not in word
    with psycopg.connect(str(datastores.admin_url)) as connection:
        assert connection.execute("SELECT FROM pg_database WHERE datname = 'bench_crm'").fetchall() == []


@pytest.mark.parametrize("name", ["naive", "naive-database", "optimized", "optimized-database", "optimized-redis"])
def test_a_container_s_own_files_say_what_it_has_used(name: str) -> None:
    cgroups, pid = Cgroups(), Container.of(name).pid
    cgroups.watch(pid, Shell(name, [*EXEC, name]))
    assert cgroups.cpu_s(pid) > 0
    assert cgroups.memory_bytes(pid) > 1e6
    cgroups.close()


def test_work_in_a_container_is_charged_to_it_and_to_no_other() -> None:
    cgroups = Cgroups()
    pids = [Container.of(name).pid for name in ("naive", "optimized-redis")]
    for name, pid in zip(("naive", "optimized-redis"), pids, strict=True):
        cgroups.watch(pid, Shell(name, [*EXEC, name]))
    before_s = [cgroups.cpu_s(pid) for pid in pids]
    compose("exec", "-T", "naive", "python", "-c", WORK)
    used_s = [cgroups.cpu_s(pid) - before for pid, before in zip(pids, before_s, strict=True)]
    # The process and its control group read different clocks: 0.499989 s was seen for 0.5 s.
    assert used_s[0] >= 0.49
    assert used_s[1] < 0.4
    cgroups.close()


def test_a_reading_costs_a_container_less_than_a_millisecond() -> None:
    cgroups, pid = Cgroups(), Container.of("optimized-redis").pid
    cgroups.watch(pid, Shell("optimized-redis", [*EXEC, "optimized-redis"]))
    before_s = cgroups.cpu_s(pid)
    for _ in range(200):
        cgroups.cpu_s(pid)
    assert cgroups.cpu_s(pid) - before_s < 0.2
    cgroups.close()


def test_database_and_cache_are_reached_although_they_publish_no_port(
    stack: Callable[[str], tuple[ComposeTarget, Contender, Datastores]],
) -> None:
    target, _, datastores = stack("optimized")
    assert datastores.admin_url is not None
    assert datastores.cache is not None
    with psycopg.connect(datastores.admin_url) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM pg_stat_statements").fetchone() == (True,)
        row = connection.execute("SELECT count(*) FROM generate_series(1, 200000)").fetchone()
        assert row == (200_000,)
    assert "untracked child process" not in compose("logs", "--since", "1m", "optimized-database")
    datastores.cache.flush()
    assert "redis_version" in datastores.cache.facts() or "valkey_version" in datastores.cache.facts()
    assert target.cores >= 1


def test_a_run_off_linux_measures_the_containers(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(MAC)
    path = f"{tmp_path}{os.pathsep}{ROOT / 'loadtests'}"
    environment = {**os.environ, "PYTHONPATH": path, "BENCH_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "bench.start", "run", "--target", "compose", "--scenarios", "detail,list_hot"]
    done = subprocess.run(
        [*command, "--media", str(tmp_path / "media")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "the CPU time of other programs is not measured on this system" in done.stderr
    [file] = (tmp_path / "media" / "results").glob("*.json")
    results = load(file)
    for cell in results.cells:
        assert cell.cpu_ms_per_request.service > 0
        assert cell.cpu_ms_per_request.database is not None
        assert cell.sql_statements_per_request is not None
        assert cell.memory_bytes.service > 1e6
        assert cell.foreign_cpu_share is None
    assert any(cell.valid for cell in results.cells)
