"""The files of servers on this machine: process ids, ports and passwords."""

import os
import secrets
import shlex
import socket
from collections.abc import Iterable
from pathlib import Path

import psutil

from bench.errors import BenchError


def live_pid(file: Path, program: str, *, folder: Path) -> int | None:
    """The process id on the first line of `file`, if this process runs, is that program, and works in `folder`. After a
    crash or a restart of a container another process may have the number, even another server of that kind.

    A zombie does not run. Where the first process reaps no orphans, as in many containers, a stopped server stays a
    zombie for ever."""
    try:
        process = psutil.Process(int(file.read_text(encoding="utf-8").split(maxsplit=1)[0]))
        return process.pid if works_in(process, program, folder=folder) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def works_in(process: psutil.Process, program: str, *, folder: Path) -> bool:
    """False for a process that has ended, or of which this user may not know the folder."""
    try:
        return (
            program in process.name()
            and process.status() != psutil.STATUS_ZOMBIE
            and Path(process.cwd()).resolve() == folder.resolve()
        )
    except psutil.Error:
        return False


def kept_port(file: Path) -> int:
    """The port in the file, so that URLs stay the same. If another program uses it now, a free one goes to the file."""
    kept = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    candidates = [int(kept)] if kept.isdecimal() else []
    for port in [*candidates, 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found = int(probe.getsockname()[1])
        write_private(file, str(found))
        return found
    raise BenchError("No free TCP port on 127.0.0.1.")


def kept_secret(file: Path, *, length: int) -> str:
    """The secret in the file; a random one if there is no file yet."""
    if not file.exists():
        write_private(file, secrets.token_urlsafe(length))
    return file.read_text(encoding="utf-8").strip()


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, from its first byte on. An interrupt never leaves half a file."""
    half = file.with_name(f"{file.name}.part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
    half.replace(file)


def write_environment(file: Path, variables: Iterable[tuple[str, str]]) -> None:
    """Write a file for `set -a; . FILE` and for `uv run --env-file FILE`. Only its owner may read it."""
    write_private(file, "".join(f"{name}={shlex.quote(value)}\n" for name, value in variables))
