"""The processes behind an address of this machine, and the memory that is theirs alone. Linux only."""

from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"


def serving(port: int) -> list[int]:
    """Every process that listens on the port; empty when it runs elsewhere, as in a container."""
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
    try:
        return {str(link.readlink()) for link in (process / "fd").iterdir()}
    except OSError:  # it has ended, or belongs to somebody else
        return set()


def _private_bytes(rollup: Path) -> int:
    sizes = [line.split() for line in rollup.read_text().splitlines()[1:]]
    return sum(int(size[1]) * 1024 for size in sizes if size[0] in ("Private_Clean:", "Private_Dirty:"))
