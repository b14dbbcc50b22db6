"""CPU time and memory of a container: the kernel counts them for every process that is or was in its control group.

The files are read inside the container, where its own group is always in the same place. That works wherever Docker
works, also in a virtual machine. One shell for each container stays open and reads the files with its own commands: a
reading costs the container 0.2 ms of CPU, and a `docker compose exec` some 20 ms.

Version 2 has one tree of groups (`cpu.stat`, `memory.stat`). Version 1 has a tree for each controller (`cpuacct.usage`,
`memory.stat`). Machines with both versions count in version 1.
https://docs.kernel.org/admin-guide/cgroup-v2.html, https://docs.kernel.org/admin-guide/cgroup-v1/
"""

import subprocess
from collections.abc import Sequence
from contextlib import suppress

from bench.contenders import ROOT
from bench.errors import BenchError
from bench.processes import interrupts_deferred

# Reads names of files. Prints each file that exists, and then a line with a dot.
SHELL = """
while read -r file; do
    if [ -r "$file" ]; then while read -r line; do echo "$line"; done <"$file"; fi
    echo .
done
"""
GROUPS = "/sys/fs/cgroup"
STOP_TIMEOUT_S = 5


class Shell:
    """A shell that prints files, for example inside a container."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self._name = name
        with interrupts_deferred():
            # A session of its own, so that Ctrl-C reaches only bench.
            self._process = subprocess.Popen(
                [*command, "sh", "-c", SHELL],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                cwd=ROOT,
                start_new_session=True,
            )

    def lines(self, file: str) -> list[str]:
        """The lines of a file; empty if there is no file."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        found: list[str] = []
        with suppress(OSError):
            self._process.stdin.write(f"{file}\n")
            self._process.stdin.flush()
            for line in self._process.stdout:
                if line == ".\n":
                    return found
                found.append(line.rstrip("\n"))
        raise BenchError(
            f"The container of {self._name} has ended, or has no shell. `docker compose logs {self._name}` says more."
        )

    def close(self) -> None:
        with suppress(OSError):
            self._process.communicate(timeout=STOP_TIMEOUT_S)
        self._process.kill()
        self._process.wait()


class Cgroups:
    """Reads containers by the id of their first process. `watch` must name the shell of each before."""

    def __init__(self, groups: str = GROUPS) -> None:
        self._groups = groups
        self._shells: dict[int, Shell] = {}

    def watch(self, pid: int, shell: Shell) -> None:
        self._shells[pid] = shell

    def cpu_s(self, pid: int) -> float:
        if usage := self._lines(pid, "cpuacct/cpuacct.usage"):
            return int(usage[0]) / 1e9
        return _statistics(self._need(pid, "cpu.stat"))["usage_usec"] / 1e6

    def memory_bytes(self, pid: int) -> float:
        """The processes' own memory, with shared memory once, and without the kernel's cache of their files."""
        if lines := self._lines(pid, "memory/memory.stat"):
            found = _statistics(lines)
            return float(found["total_rss"] + found.get("total_shmem", 0))
        found = _statistics(self._need(pid, "memory.stat"))
        return float(found["anon"] + found["shmem"])

    def close(self) -> None:
        for shell in self._shells.values():
            shell.close()
        self._shells.clear()

    def _lines(self, pid: int, file: str) -> list[str]:
        return self._shells[pid].lines(f"{self._groups}/{file}")

    def _need(self, pid: int, file: str) -> list[str]:
        if lines := self._lines(pid, file):
            return lines
        raise BenchError(
            f"Cannot read what a container used: it has no {self._groups}/{file}. Docker shows it in every Linux "
            "container, unless its /sys is hidden."
        )


def _statistics(lines: Sequence[str]) -> dict[str, int]:
    return {name: int(value) for name, value in (line.split() for line in lines)}
