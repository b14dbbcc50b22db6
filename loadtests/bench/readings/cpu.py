"""CPU time of a component: its processes, and those of its processes that have ended.

A connection a request means a PostgreSQL backend a request; live processes alone would show an eleventh of the work.
So each member of the tree counts with its own time and with that of the children it has reaped.
"""

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

_CLOCK_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_TRIES = 5  # a tree that changes while it is read is read again


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
    # The process's CPU clock (clock_getcpuclockid(3) computes its number like this on Linux) counts nanoseconds;
    # /proc counts ticks of 10 ms, which is more than a fast contender uses for 20 requests.
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return otherwise


def machine_cores() -> int:
    return psutil.cpu_count() or 1


def machine_busy_s() -> float | None:
    """Seconds that this machine's cores were not idle, stolen time included: somebody had them. None where containers
    have a kernel of their own, beside which this machine's cores say nothing."""
    if sys.platform != "linux":
        return None
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    return float(time.clock_gettime(time.CLOCK_BOOTTIME) * machine_cores() - idle)
