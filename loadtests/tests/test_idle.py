"""What is used when nobody asks: of a service that rests, and of one that does not."""

import sys
import time
from pathlib import Path

import pytest
from bench.backing import Backing
from bench.contenders import Contender
from bench.entrant import Entrant
from bench.idle import SETTLING_S, measure_idle
from bench.local_target import LocalTarget
from bench.processes import Processes
from bench.statements import Statements

TICKS = """
import time
while True:
    until = time.process_time() + 0.02
    while time.process_time() < until:
        pass
    time.sleep(0.08)
"""


@pytest.mark.parametrize(("program", "least", "most"), [("import time; time.sleep(60)", 0, 20), (TICKS, 60, 260)])
def test_idle_cpu_is_milliseconds_a_second(
    program: str, least: float, most: float, processes: Processes, tmp_path: Path
) -> None:
    one = Contender(name="one", title="one", folder=tmp_path, start="", port=1, needs=())
    process = processes.start([sys.executable, "-c", program], folder=tmp_path, environment={}, output=tmp_path / "log")
    target = LocalTarget(processes)
    entrant = Entrant(target, one, Backing({}), Statements(None), tmp_path, {}, service_pid=process.pid)
    [found] = measure_idle([entrant], 0.5)
    assert found.contender == "one"
    assert found.duration_s == pytest.approx(0.5, abs=0.1)
    assert least <= found.cpu_ms_per_s.service <= most
    assert found.cpu_ms_per_s.database is None


def test_it_listens_again_while_other_programs_are_busy(processes: Processes, tmp_path: Path) -> None:
    spin = [sys.executable, "-c", "while True: pass"]
    resting = Contender(name="one", title="one", folder=tmp_path, start="", port=1, needs=())
    process = processes.start(
        [sys.executable, "-c", "import time; time.sleep(60)"], folder=tmp_path, environment={}, output=tmp_path / "log"
    )
    for number in range(2):
        processes.start(spin, folder=tmp_path, environment={}, output=tmp_path / f"spin-{number}")
    target = LocalTarget(processes)
    entrant = Entrant(target, resting, Backing({}), Statements(None), tmp_path, {}, service_pid=process.pid)
    began = time.monotonic()
    measure_idle([entrant], 0.1)
    assert time.monotonic() - began >= SETTLING_S + 3 * 0.1
