import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest
from bench.readings.cpu import tree, tree_cpu_s
from bench.readings.machine import machine_busy_s, machine_cores

pytestmark = pytest.mark.servers

# Burns CPU in itself, in 30 children that end one after the other, and in a child of a child; waits for a line before
# and after, and says at the end what the kernel charged it and its children.
FORKS_AND_EXITS = """
import os, resource, sys, time

def burn(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass

def in_child(work):
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    os.waitpid(pid, 0)

print(flush=True)
sys.stdin.readline()
burn(0.1)
for _ in range(30):
    in_child(lambda: burn(0.02))
in_child(lambda: in_child(lambda: burn(0.1)))
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(sum(each.ru_utime + each.ru_stime for each in used), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", FORKS_AND_EXITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def next_line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write("\n")
    return worker.stdout.readline()


def test_a_tree_that_forks_and_exits_is_read_within_5_percent_of_getrusage(worker: subprocess.Popen[str]) -> None:
    before_start = tree_cpu_s([worker.pid])
    charged_s = float(next_line(worker))
    read_s = tree_cpu_s([worker.pid])
    assert read_s == pytest.approx(charged_s, rel=0.05)
    assert read_s - before_start == pytest.approx(0.8, rel=0.15)


def test_most_of_that_work_is_in_no_living_process(worker: subprocess.Popen[str]) -> None:
    charged_s = float(next_line(worker))
    alive_s = sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in tree([worker.pid]))
    assert alive_s < 0.5 * charged_s


def test_a_tree_that_is_gone_counts_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert tree_cpu_s([process.pid]) == 0.0


def test_the_machine_is_at_least_as_busy_as_one_of_its_processes(worker: subprocess.Popen[str]) -> None:
    before = machine_busy_s()
    charged_s = float(next_line(worker))
    after = machine_busy_s()
    tick_s = 0.02
    assert before is not None
    assert after is not None
    assert after - before >= 0.8 * charged_s - tick_s * machine_cores()
