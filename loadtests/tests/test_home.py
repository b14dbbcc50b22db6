"""One command at a time uses the servers; the other one hears of the first."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench.cli import main
from bench.errors import BenchError
from bench.home import alone, home

pytestmark = pytest.mark.servers

HOLD = """
import sys
from bench.home import alone
with alone("bench run --rows 1_000"):
    print("held", flush=True)
    sys.stdin.read()
"""
COMMANDS = (
    ["run", "--rows", "2000"],
    ["aa", "one"],
    ["curve", "--rows", "1000"],
    ["verify"],
    ["floors"],
    ["services", "up"],
    ["services", "down"],
)


@pytest.fixture
def other(bench_home: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the servers."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_second_command_is_told_of_the_first(
    command: list[str],
    other: subprocess.Popen[str],
    contenders_file: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--contenders-file", str(contenders_file(one="")), *command]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"`bench run --rows 1_000`, process {other.pid}, has used {home()} since 20" in told
    assert f"kill {other.pid}" in told


def test_commands_that_only_read_results_work_beside(
    other: subprocess.Popen[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--media", str(tmp_path)]) == 2
    assert "There is no result" in capsys.readouterr().err


def test_scripts_are_told_too(
    other: subprocess.Popen[str], bench_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = Path(__file__).parents[2]
    for script in (["scripts/test"], ["scripts/seed", "local", "1000"]):
        done = subprocess.run([root / script[0], *script[1:]], capture_output=True, text=True, check=False, cwd=root)
        assert done.returncode == 2
        assert f"process {other.pid}, has used {bench_home}" in done.stderr


def test_a_process_that_was_killed_holds_nothing(other: subprocess.Popen[str]) -> None:
    other.send_signal(signal.SIGKILL)
    other.wait()
    with alone("bench run"):
        pass


def test_what_a_holder_starts_may_go_on(bench_home: Path) -> None:
    """`make test` starts `bench services up`."""
    with alone("scripts/test"):
        done = subprocess.run(
            [sys.executable, "-c", HOLD], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert done.stdout == "held\n", done.stderr


def test_the_servers_that_a_command_leaves_running_do_not_hold_its_lock(bench_home: Path) -> None:
    with alone("bench services up"):
        server = subprocess.Popen(["sleep", "60"])
    try:
        with alone("bench run"):
            pass
    finally:
        server.kill()
        server.wait()


def test_a_script_runs_alone_and_its_exit_code_is_kept(bench_home: Path) -> None:
    wrapped = [sys.executable, "-I", "-m", "bench.commands.scripted"]
    ask = "from bench.home import home; import sys; sys.exit(7 if (home() / 'bench.lock').read_text() else 1)"
    done = subprocess.run([*wrapped, sys.executable, "-c", ask], env=os.environ | {"SERIAL": "1"}, check=False)
    assert done.returncode == 7
    told = subprocess.run(
        [*wrapped, "env"], env=os.environ | {"SERIAL": "1"}, capture_output=True, text=True, check=True
    ).stdout
    assert "SERIAL" not in told
    assert f"BENCH_HOME={bench_home}" in told


def test_a_script_that_is_killed_politely_ends_its_command(bench_home: Path) -> None:
    wrapped = [sys.executable, "-I", "-m", "bench.commands.scripted", "sh", "-c", "echo up; exec sleep 60"]
    with subprocess.Popen(wrapped, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.terminate()
        assert process.wait(20) == 128 + signal.SIGTERM


def test_bench_home_is_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "naive").mkdir()
    monkeypatch.setenv("BENCH_HOME", str(tmp_path))
    with pytest.raises(BenchError, match="holds things that bench did not make"), alone("bench run"):
        pass
