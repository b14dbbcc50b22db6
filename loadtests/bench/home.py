"""The folder of servers, logs and questions, with a lock: one command at a time uses them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.contenders import ROOT
from bench.errors import BenchError

LOCK = "bench.lock"


def home() -> Path:
    """Git ignores the folder. BENCH_HOME names another one."""
    return Path(os.environ.get("BENCH_HOME") or ROOT / ".services").resolve()


def make_home() -> Path:
    """The folder. bench replaces files in it, so a folder with other things is refused."""
    folder = home()
    if os.environ.get("BENCH_HOME") and not (folder / LOCK).exists() and folder.exists() and any(folder.iterdir()):
        raise BenchError(f"BENCH_HOME={folder} holds things that bench did not make. Name a new or an empty folder.")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def alone(command: str) -> Iterator[None]:
    """In the block no other command uses the servers and their data, except for programs that this process starts. The
    kernel releases the lock when this process dies for any reason."""
    with (make_home() / LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _require_ancestor(lock.name)
            yield
            return
        lock.truncate(0)
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        lock.write(f"{os.getpid()}\n{now}\n{command}\n")
        lock.flush()
        yield


def _require_ancestor(lock: str) -> None:
    """The holder of the lock may have started this process, as `make test` does. Any other holder is an error."""
    pid, since, command = (*Path(lock).read_text(encoding="utf-8").splitlines(), "", "", "")[:3]
    if pid not in {str(process.pid) for process in psutil.Process().parents()}:
        raise BenchError(
            f"`{command}`, process {pid}, has used {Path(lock).parent} since {since}. Wait until it ends, or stop it: "
            f"kill {pid}"
        )
