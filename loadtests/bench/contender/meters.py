"""The readings just before and just after a measured load."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bench.readings.machine import MachineReading, read_machine
from bench.readings.readers import Reader
from bench.results.run import ByComponent
from bench.targets.datastores import Datastores


@dataclass(frozen=True, slots=True)
class Reading:
    """User and system seconds of each component since an arbitrary moment; only differences mean something."""

    cpu_s: ByComponent
    machine: MachineReading


@dataclass(frozen=True, slots=True)
class Meters:
    """Every component of one contender."""

    reader: Reader
    service_pid: int
    datastores: Datastores

    def read(self) -> Reading:
        return Reading(self._of_each(self.reader.cpu_s), read_machine())

    def memory_bytes(self) -> ByComponent:
        return self._of_each(self.reader.memory_bytes)

    def _of_each(self, read: Callable[[int], float]) -> ByComponent:
        database, cache = (
            None if pid is None else read(pid) for pid in (self.datastores.database_pid, self.datastores.cache_pid)
        )
        return ByComponent(service=read(self.service_pid), database=database, cache=cache)


def between(before: ByComponent, after: ByComponent, *, per: float) -> ByComponent:
    """The differences, divided by `per`. A component that was not read stays None."""

    def each(first: float | None, second: float | None) -> float | None:
        return None if first is None or second is None else max(0.0, second - first) / per

    return ByComponent(
        service=max(0.0, after.service - before.service) / per,
        database=each(before.database, after.database),
        cache=each(before.cache, after.cache),
    )


def mean(figures: Sequence[ByComponent]) -> ByComponent:
    """0 without figures. A component that one of them does not know stays None."""
    count = max(1, len(figures))
    database, cache = _sum(each.database for each in figures), _sum(each.cache for each in figures)
    return ByComponent(
        service=sum(each.service for each in figures) / count,
        database=None if database is None else database / count,
        cache=None if cache is None else cache / count,
    )


def added(readings: Sequence[Reading]) -> Reading:
    """The sum of the readings before several loads is one reading before all of them together, and so is that of the
    readings after them."""
    return Reading(
        ByComponent(
            service=sum(reading.cpu_s.service for reading in readings),
            database=_sum(reading.cpu_s.database for reading in readings),
            cache=_sum(reading.cpu_s.cache for reading in readings),
        ),
        MachineReading(
            busy_s=_sum(reading.machine.busy_s for reading in readings),
            clock_s=sum(reading.machine.clock_s for reading in readings),
        ),
    )


def _sum(figures: Iterable[float | None]) -> float | None:
    """None if one figure is not known."""
    known = [*figures]
    return None if None in known else sum(figure for figure in known if figure is not None)
