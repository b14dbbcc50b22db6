"""Everything that is read just before and just after a measured k6 process."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.backing import Backing
from bench.cpu import machine_busy_s, tree_cpu_s
from bench.memory import tree_pss_bytes
from bench.results import ByComponent
from bench.server import Server


@dataclass(frozen=True, slots=True)
class Reading:
    """Seconds since some moment of no meaning; only differences count."""

    cpu_s: ByComponent
    machine_busy_s: float
    clock_s: float


@dataclass(frozen=True, slots=True)
class Meters:
    """One reader a component of one contender."""

    server: Server
    backing: Backing

    def read(self) -> Reading:
        cpu_s = ByComponent(
            service=tree_cpu_s([self.server.process.pid]),
            database=_of(self.backing.database_pid, tree_cpu_s),
            cache=_of(self.backing.cache_pid, tree_cpu_s),
        )
        return Reading(cpu_s, machine_busy_s(), time.monotonic())

    def memory_bytes(self) -> ByComponent:
        return ByComponent(
            service=tree_pss_bytes([self.server.process.pid]),
            database=_of(self.backing.database_pid, tree_pss_bytes),
            cache=_of(self.backing.cache_pid, tree_pss_bytes),
        )


def _of(pid: int | None, read: Callable[[Iterable[int]], float]) -> float | None:
    return None if pid is None else read([pid])


def between(before: ByComponent, after: ByComponent, *, per: float) -> ByComponent:
    """The difference, divided; a part that was not read stays None."""

    def each(first: float | None, second: float | None) -> float | None:
        return None if first is None or second is None else max(0.0, second - first) / per

    return ByComponent(
        service=max(0.0, after.service - before.service) / per,
        database=each(before.database, after.database),
        cache=each(before.cache, after.cache),
    )
