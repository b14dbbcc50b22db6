"""CPU time and memory of a container, as the kernel counts them for every process that is or was in its control group.

Version 2 has one tree of groups (`cpu.stat`, `memory.stat`); version 1 one for each controller (`cpuacct.usage`,
`memory.stat`). Machines with both count in version 1.
https://docs.kernel.org/admin-guide/cgroup-v2.html, https://docs.kernel.org/admin-guide/cgroup-v1/
"""

from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError


@dataclass(frozen=True, slots=True)
class Cgroups:
    processes: Path = Path("/proc")
    groups: Path = Path("/sys/fs/cgroup")

    def cpu_s(self, pid: int) -> float:
        if folder := self._version_1(pid, "cpuacct"):
            return int(_read(folder / "cpuacct.usage")) / 1e9
        return _statistics(self._version_2(pid) / "cpu.stat")["usage_usec"] / 1e6

    def memory_bytes(self, pid: int) -> float:
        """What the processes hold themselves, shared memory once; not the kernel's cache of their files."""
        if folder := self._version_1(pid, "memory"):
            found = _statistics(folder / "memory.stat")
            return float(found["total_rss"] + found.get("total_shmem", 0))
        found = _statistics(self._version_2(pid) / "memory.stat")
        return float(found["anon"] + found["shmem"])

    def _version_1(self, pid: int, controller: str) -> Path | None:
        for controllers, path in self._memberships(pid):
            if controller in controllers.split(","):
                return self.groups / controller / path
        return None

    def _version_2(self, pid: int) -> Path:
        path = next((path for controllers, path in self._memberships(pid) if not controllers), "")
        return self.groups / path

    def _memberships(self, pid: int) -> list[tuple[str, str]]:
        """Controllers, separated by commas, and the group's path below their root; version 2 names no controllers."""
        lines = _read(self.processes / str(pid) / "cgroup").splitlines()
        return [(controllers, path.lstrip("/")) for _, controllers, path in (line.split(":", 2) for line in lines)]


def _statistics(file: Path) -> dict[str, int]:
    return {name: int(value) for name, value in (line.split() for line in _read(file).splitlines())}


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError as error:
        raise BenchError(
            f"Cannot read what a container used: {file}: {error.strerror}. Containers are measured where their control "
            "groups are visible: on Linux, outside of any container, with the Docker engine of the same machine."
        ) from None
