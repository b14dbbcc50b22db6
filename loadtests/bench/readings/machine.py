"""CPU time of the whole machine, and the share of it that other programs used."""

import sys
import time
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class MachineReading:
    """Clocks in seconds. Each starts at an arbitrary moment, so only differences mean something."""

    busy_s: float | None
    """Of all cores together; None where it is not measured."""
    clock_s: float


def read_machine() -> MachineReading:
    return MachineReading(machine_busy_s(), time.monotonic())


def foreign_share(before: MachineReading, after: MachineReading, *, used_s: float = 0.0) -> float | None:
    """The share of the machine's CPU time that other programs used. The measurement itself used `used_s` seconds."""
    if before.busy_s is None or after.busy_s is None:
        return None
    foreign_s, clock_s = after.busy_s - before.busy_s - used_s, after.clock_s - before.clock_s
    return max(0.0, foreign_s / (clock_s * machine_cores())) if clock_s else None


def machine_cores() -> int:
    return psutil.cpu_count() or 1


def machine_busy_s() -> float | None:
    """Seconds in which this machine's cores were not idle. Stolen time counts, because another program had it. None off
    Linux: containers have a kernel of their own there, so this machine's cores say nothing about it."""
    if sys.platform != "linux":
        return None
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    return float(time.clock_gettime(time.CLOCK_BOOTTIME) * machine_cores() - idle)
