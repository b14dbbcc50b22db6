"""The readings just before and just after a measured k6 process."""

from collections.abc import Callable
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
