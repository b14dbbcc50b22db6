"""Everything that is read just before and just after a measured k6 process."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.readings.cpu import machine_busy_s, machine_cores
from bench.readings.readers import Reader
from bench.results.run import ByComponent
from bench.targets.datastores import Backing


@dataclass(frozen=True, slots=True)
class Reading:
    """Seconds since some moment of no meaning; only differences count."""

    cpu_s: ByComponent
    machine_busy_s: float | None
    """None where it is not measured."""
    clock_s: float


@dataclass(frozen=True, slots=True)
class Meters:
    """Every component of one contender."""

    reader: Reader
    service_pid: int
    backing: Backing

    def read(self) -> Reading:
        return Reading(self._of_each(self.reader.cpu_s), machine_busy_s(), time.monotonic())

    def memory_bytes(self) -> ByComponent:
        return self._of_each(self.reader.memory_bytes)

    def _of_each(self, read: Callable[[int], float]) -> ByComponent:
        database, cache = (
            None if pid is None else read(pid) for pid in (self.backing.database_pid, self.backing.cache_pid)
        )
        return ByComponent(service=read(self.service_pid), database=database, cache=cache)


def foreign_share(before: Reading, after: Reading, *, used_s: float) -> float | None:
    """Of all the machine's CPU, what others used; `used_s` is known to be the measurement's own."""
    if before.machine_busy_s is None or after.machine_busy_s is None:
        return None
    busy_s = after.machine_busy_s - before.machine_busy_s
    return max(0.0, (busy_s - used_s) / ((after.clock_s - before.clock_s) * machine_cores()))


def between(before: ByComponent, after: ByComponent, *, per: float) -> ByComponent:
    """The difference, divided; a part that was not read stays None."""

    def each(first: float | None, second: float | None) -> float | None:
        return None if first is None or second is None else max(0.0, second - first) / per

    return ByComponent(
        service=max(0.0, after.service - before.service) / per,
        database=each(before.database, after.database),
        cache=each(before.cache, after.cache),
    )
