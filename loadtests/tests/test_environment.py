"""What the shell has in its environment changes nothing of a measurement."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import bench
import pytest
from bench.cores import usable_cores
from bench.environment import FIXED, PASSED, process_environment, scripts_environment
from bench.load.k6 import Variables, run_k6
from bench.processes import Processes
from bench.results.files import from_json

STEERING = {
    "DJANGO_SETTINGS_MODULE": "nonsense.settings",
    "GUNICORN_CMD_ARGS": "--workers 7",
    "UVICORN_WORKERS": "7",
    "WEB_CONCURRENCY": "7",
    "DEBUG": "True",
    "ALLOWED_HOSTS": "nowhere.invalid",
    "API_WRITE_TOKEN": "somebody's",
    "CACHE_TIMEOUT": "0",
    "PGSSLMODE": "require",
    "PGHOST": "nowhere.invalid",
    "PYTHONOPTIMIZE": "2",
    "PYTHONDEVMODE": "1",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "http_proxy": "http://127.0.0.1:1",
    "ALL_PROXY": "socks5://127.0.0.1:1",
    "SERIAL": "1",
    "RATE": "1",
    "DURATION": "0.1",
    "KEYS": "hot",
    "VUS": "1",
    "START": "5",
    "WARM_UP": "3",
    "GRACE_MS": "1",
    "K6_VUS": "3",
    "K6_ITERATIONS": "1",
    "K6_HTTP_DEBUG": "full",
    "LC_ALL": "de_DE.ISO-8859-1",
    "LANG": "tr_TR.UTF-8",
    "TZ": "Pacific/Apia",
    "LD_PRELOAD": "",
    "MALLOC_ARENA_MAX": "1",
    "GIT_DIR": "/nowhere",
}


@pytest.fixture
def steered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in STEERING.items():
        monkeypatch.setenv(name, value)


def test_a_program_gets_the_stated_variables_and_no_others(steered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://theirs")
    found = process_environment({"OURS": "1"})
    assert found.keys() <= {*PASSED, *FIXED, "OURS"}
    assert found["PATH"].startswith(str(Path(sys.executable).parent))
    assert found["LC_ALL"] == "C.UTF-8"
    assert scripts_environment()["DATABASE_URL"] == "postgresql://theirs"
    assert not scripts_environment().keys() & (STEERING.keys() - FIXED.keys())


def test_every_program_that_bench_starts_is_given_its_environment() -> None:
    """But for docker, which is told its project and its files by the shell."""
    starts_docker = {"cgroups.py", "containers.py", "relay.py"}
    for file in Path(bench.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("subprocess.run", "subprocess.Popen"):
                named = {keyword.arg for keyword in node.keywords}
                assert "env" in named or file.name in starts_docker, f"{file.name}, line {node.lineno}"


def test_k6_is_steered_by_what_it_is_told_alone(
    steered: None, start_fake: Callable[..., str], processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config" / "k6"
    config.mkdir(parents=True)
    (config / "config.json").write_text(json.dumps({"httpDebug": "full", "userAgent": "x"}))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    told: Variables = {"BASE_URL": start_fake("--rows", "2000"), "RATE": 50, "DURATION": 1, "VUS": 10}
    run = run_k6("list", told, scratch=scratch, processes=processes)
    assert (run.offered_per_s, run.planned_s) == (50, 1)
    assert run.iterations == pytest.approx(50, abs=2)
    assert "HTTP/1.1" not in (scratch / "k6.log").read_text()


@pytest.mark.slow
def test_a_run_in_a_hostile_shell_measures_what_it_says(
    contenders_file: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], bench_home: Path
) -> None:
    slow = f"--slow-ms {10 * usable_cores()}"  # a faster contender gets more than 16 connections
    file = contenders_file(one=slow, two=f"--paging cursor {slow}")
    told = tmp_path / "told"
    start = f"sh -c 'env > {told}; exec python fake_contender.py"
    text = file.read_text().replace('start = "python fake_contender.py', f'start = "{start}')
    file.write_text(text.replace(f'{slow}"', f"{slow}'\""))
    arguments = ["--contenders-file", str(file), "run", "--rows", "2000", "--scenarios", "list", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "bench.start", *arguments, "--media", str(tmp_path / "media")],
        env=os.environ | STEERING | {"LC_ALL": "C.UTF-8", "PYTHONDEVMODE": "", "BENCH_HOME": str(bench_home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results = from_json(done.stdout)
    assert [scenario.load for scenario in results.scenarios] == ["busy"]
    assert {cell.connections for cell in results.cells} == {16}
    names = {line.partition("=")[0] for line in told.read_text().splitlines()}
    assert names <= {*PASSED, *FIXED, "DJANGO_SECRET_KEY", "ALLOWED_HOSTS", "PWD", "_", "OLDPWD", "SHLVL"}
    assert "ALLOWED_HOSTS=127.0.0.1,.localhost" in told.read_text()
