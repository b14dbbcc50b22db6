"""Ctrl-C at several moments of a run: no process stays behind, and what was finished is kept, but not as a result."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from bench.processes import Processes, interrupts_deferred, wait_until
from bench.results.files import load
from bench.results.folder import result_files
from bench.targets.server import require_free_port
from made_up_contender import made_up_contender

# A line on the error stream that says that the moment has come.
MOMENTS = {
    "while services start": "data: ",
    "while questions are drawn": "services started: ",
    "while pairs are measured": "answers are the same",
    "while a cell is measured": "round 1 of 6",
    "while the second round is measured": "round 2 of 6",
}


@pytest.fixture
def run(contenders_file: Callable[..., Path], tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A run of its own session, as a shell starts one; the Ctrl-C of a terminal goes to that whole group."""
    file = contenders_file(slow="--slow-ms 3", quick="--paging cursor --cached")
    arguments = [
        "--contenders-file",
        str(file),
        "run",
        "--rows",
        "2000",
        "--scenarios",
        "list",
        "--media",
        str(tmp_path / "media"),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.cli", *arguments], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    with process:
        yield process, file
        process.kill()


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return
    raise AssertionError(f"the run ended before it said {words!r}")


def left_behind(home: str) -> list[str]:
    """Processes of this run: whatever has its home in the environment, and is not this test."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("BENCH_HOME") == home:
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_ctrl_c_leaves_no_process_and_no_result(
    moment: str, run: tuple[subprocess.Popen[str], Path], bench_home: Path, tmp_path: Path
) -> None:
    process, _ = run
    wait_for(process, moment)
    assert left_behind(str(bench_home))
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(20) == 130
    assert left_behind(str(bench_home)) == []
    kept = [file for file in (tmp_path / "media").rglob("*") if file.is_file()]
    assert all(file.name.endswith(".partial.json") for file in kept)
    # Two cells of the first round are finished when the second one begins.
    assert [len(load(file).cells) for file in kept] == (
        [2] if moment == MOMENTS["while the second round is measured"] else []
    )
    assert result_files(tmp_path / "media", "run") == []


def test_a_polite_kill_does_the_same(run: tuple[subprocess.Popen[str], Path], bench_home: Path) -> None:
    process, _ = run
    wait_for(process, "round 1 of 6")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 130
    assert left_behind(str(bench_home)) == []


def test_a_second_interrupt_does_not_stop_the_cleaning_up(
    run: tuple[subprocess.Popen[str], Path], bench_home: Path
) -> None:
    process, _ = run
    wait_for(process, "round 1 of 6")
    for _ in range(5):
        os.killpg(process.pid, signal.SIGINT)
    assert process.wait(20) == 130
    assert left_behind(str(bench_home)) == []


def test_an_interrupt_waits_for_what_must_not_be_cut_short() -> None:
    finished = False
    with pytest.raises(KeyboardInterrupt), interrupts_deferred():  # noqa: PT012  what runs inside is the point
        signal.raise_signal(signal.SIGINT)
        finished = True
    assert finished


def test_a_condition_that_never_holds_ends_the_wait() -> None:
    assert not wait_until(lambda: False, timeout_s=0.05)


WORKER_WITH_A_PORT = """
import os, socket, sys, time
listener = socket.create_server(("127.0.0.1", 0))
memory = None if os.fork() else bytearray(os.urandom(1)) * 400_000_000
if memory:
    print(listener.getsockname()[1], flush=True)
time.sleep(60)
"""


def test_a_worker_that_was_killed_gives_its_port_back_before_the_next_start(
    processes: Processes, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    command = [sys.executable, "-c", WORKER_WITH_A_PORT]
    processes.start(command, folder=tmp_path, environment=os.environ, output=output)
    assert wait_until(lambda: output.exists() and output.read_text().endswith("\n"), timeout_s=20)
    processes.end_all()
    require_free_port(replace(made_up_contender("worker").definition, port=int(output.read_text())))
