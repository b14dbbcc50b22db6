"""CPU time of a component: its processes, and the processes that have ended.

With one connection for each request PostgreSQL starts a process for each request, and live processes alone would show
1/11 of the work. So each process counts with its own time and the time of the children that it has reaped.
"""

import os
import resource
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

_CLOCK_TICKS_PER_S = os.sysconf("SC_CLK_TCK")

# A tree that changes during the reading is read again, at most so many times.
_TRIES = 5


def tree_cpu_s(roots: Iterable[int]) -> float:
    """User and system seconds of the processes `roots`, their descendants, and the dead ones among those."""
    before: set[int] | None = None
    seconds = 0.0
    for _ in range(_TRIES):
        members = tree(roots)
        if members == before:
            break
        seconds, before = sum(_process_cpu_s(pid) for pid in members), members
    return seconds


def tree(roots: Iterable[int]) -> set[int]:
    members: set[int] = set()
    for root in roots:
        try:
            process = psutil.Process(root)
            members |= {root, *(child.pid for child in process.children(recursive=True))}
        except psutil.NoSuchProcess:
            continue
    return members


def _process_cpu_s(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
        user, system, dead_user, dead_system = map(int, stat.rpartition(b")")[2].split()[11:15])
    except OSError:
        return 0.0
    return (
        _own_cpu_s(pid, otherwise=(user + system) / _CLOCK_TICKS_PER_S) + (dead_user + dead_system) / _CLOCK_TICKS_PER_S
    )


def _own_cpu_s(pid: int, *, otherwise: float) -> float:
    # The process's CPU clock counts nanoseconds; clock_getcpuclockid(3) computes its number like this on Linux. /proc
    # counts ticks of 10 ms, and a fast contender uses less for 20 requests.
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return otherwise


def bench_cpu_s() -> float:
    """User and system seconds of bench itself and of the load generators that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
