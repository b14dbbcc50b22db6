"""The command `python -m races`."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

pytestmark = pytest.mark.servers


def runs(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.slow
def test_ctrl_c_leaves_no_process_and_no_database() -> None:
    command = [sys.executable, "-m", "races", "--seconds", "60", "--faults", "stopped"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "races: started\n"
        started = psutil.Process(process.pid).children(recursive=True)
        assert all(map(runs, started))
        for _ in range(3):
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert not any(runs(each) for each in started)
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        mine = f"crm_races_{process.pid}_"
        [left] = connection.execute("SELECT count(*) FROM pg_database WHERE starts_with(datname, %s)", [mine])
    assert left == (0,)


def test_without_a_database_there_is_no_race() -> None:
    nowhere = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-m", "races"]
    done = subprocess.run(
        command, env=nowhere, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("races: DATABASE_URL: ")
