"""Finds the processes that serve a port of this machine, and their private memory. Linux only."""

from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
# The state of a listening socket in /proc/net/tcp.
LISTENING = "0A"


def serving(port: int) -> list[int]:
    """Return the processes that listen on the port. The list is empty if they run elsewhere, as in a container."""
    sockets = {
        f"socket:[{fields[9]}]"
        for table in ("tcp", "tcp6")
        for line in (PROC / "net" / table).read_text().splitlines()[1:]
        if (fields := line.split())[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port
    }
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit() and sockets & _open_files(entry)]


def memory_bytes(processes: list[int]) -> int:
    return sum(_private_bytes(PROC / str(process) / "smaps_rollup") for process in processes)


def _open_files(process: Path) -> set[str]:
    files = set()
    with suppress(OSError):  # the process has ended, or belongs to another user
        for link in (process / "fd").iterdir():
            with suppress(OSError):  # the file was closed meanwhile
                files.add(str(link.readlink()))
    return files


def _private_bytes(rollup: Path) -> int:
    sizes = [line.split() for line in rollup.read_text().splitlines()[1:]]
    return sum(int(size[1]) * 1024 for size in sizes if size[0] in ("Private_Clean:", "Private_Dirty:"))
