"""The environment of every program that bench starts: these variables of the shell and no others.

A process's environment is an input. `GUNICORN_CMD_ARGS`, `UVICORN_*`, `WEB_CONCURRENCY`, `DJANGO_SETTINGS_MODULE`,
`DEBUG`, `PG*`, `PYTHON*`, `K6_*`, `HTTP_PROXY`, and `SERIAL=1` (our k6 scripts read it) change what is measured.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PASSED = (
    "PATH",
    "LD_LIBRARY_PATH",  # Some Pythons find their own library with it.
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "BENCH_HOME",
)
# bench itself and the scripts of `scripts/` may also know the servers to use, and the terminal.
SCRIPTS = (
    *("DATABASE_URL", "REDIS_URL"),
    *("TERM", "COLUMNS", "NO_COLOR", "FORCE_COLOR"),
)

# Messages are in English and files in UTF-8, whatever the shell's language is.
FIXED = {"LC_ALL": "C.UTF-8"}


def process_environment(*changes: Mapping[str, str]) -> dict[str, str]:
    """For a contender, k6 or any other program. Programs of this Python environment come first on its PATH."""
    kept = {name: os.environ[name] for name in PASSED if name in os.environ} | FIXED
    kept["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    for change in changes:
        kept.update(change)
    return kept


def start_without_python_variables() -> None:
    """Start bench again without PYTHON* variables, if there are any: PYTHONOPTIMIZE=2 would break the charts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if len(kept) < len(os.environ):
        os.execve(sys.executable, [sys.executable, "-m", "bench.start", *sys.argv[1:]], kept)  # noqa: S606


@contextmanager
def without_libpq_variables() -> Iterator[None]:
    """In the block bench's own connections use only their URLs. libpq would read the rest from `PG*` variables."""
    removed = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
    try:
        yield
    finally:
        os.environ.update(removed)


def scripts_environment() -> dict[str, str]:
    return process_environment({name: os.environ[name] for name in SCRIPTS if name in os.environ})
