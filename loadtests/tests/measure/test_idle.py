"""The CPU time of a service without requests: one that rests, and one that does not."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.contender.running import RunningContender
from bench.measure.idle import SETTLING_S, measure_idle
from bench.measure.measurement import ATTEMPTS
from bench.processes import Processes
from made_up_contender import made_up_contender

RESTS = "import time; time.sleep(60)"
TICKS = """
import time
while True:
    until = time.process_time() + 0.02
    while time.process_time() < until:
        pass
    time.sleep(0.08)
"""


@pytest.fixture
def start(processes: Processes, tmp_path: Path) -> Callable[[str], RunningContender]:
    """A contender whose service is a Python program."""

    def started(program: str) -> RunningContender:
        log = tmp_path / f"log-{len(list(tmp_path.iterdir()))}"
        process = processes.start([sys.executable, "-c", program], folder=tmp_path, environment={}, output=log)
        return made_up_contender(folder=tmp_path, service_pid=process.pid)

    return started


@pytest.mark.parametrize(("program", "least", "most"), [(RESTS, 0, 20), (TICKS, 60, 260)])
def test_idle_cpu_is_milliseconds_a_second(
    program: str, least: float, most: float, start: Callable[[str], RunningContender]
) -> None:
    [found] = measure_idle([start(program)], 0.5)
    assert found.contender == "one"
    assert found.duration_s == pytest.approx(0.5, abs=0.1)
    assert least <= found.cpu_ms_per_s.service <= most
    assert found.cpu_ms_per_s.database is None


def test_it_listens_again_while_other_programs_are_busy(start: Callable[[str], RunningContender]) -> None:
    for _ in range(2):
        start("while True: pass")
    resting = start(RESTS)
    began = time.monotonic()
    measure_idle([resting], 0.1)
    assert time.monotonic() - began >= SETTLING_S + ATTEMPTS * 0.1
