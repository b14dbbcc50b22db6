"""The environment of every program that bench starts: this list and nothing else of the shell's.

A process's environment is an input. `GUNICORN_CMD_ARGS`, `UVICORN_*`, `WEB_CONCURRENCY`, `DJANGO_SETTINGS_MODULE`,
`DEBUG`, `PG*`, `PYTHON*`, `K6_*`, `HTTP_PROXY`, or `SERIAL=1`, which our own k6 scripts read, change what is measured.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PASSED = (
    "PATH",
    "LD_LIBRARY_PATH",  # some Pythons find their own library by it
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "BENCH_HOME",
)
SCRIPTS = (
    *("DATABASE_URL", "REDIS_URL"),
    *("TERM", "COLUMNS", "NO_COLOR", "FORCE_COLOR"),
)
"""Beside them what bench itself and the scripts of `scripts/` may be told: servers to use, and the terminal."""

FIXED = {"LC_ALL": "C.UTF-8"}  # messages in English and files in UTF-8, whatever the shell speaks


def process_environment(*changes: Mapping[str, str]) -> dict[str, str]:
    """For a contender, k6, or any other program; programs of this Python environment come first on its PATH."""
    kept = {name: os.environ[name] for name in PASSED if name in os.environ} | FIXED
    kept["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    for change in changes:
        kept.update(change)
    return kept


def start_without_python_variables() -> None:
    """bench itself begins anew where the shell steers its interpreter: with PYTHONOPTIMIZE=2 no chart can be drawn."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if len(kept) < len(os.environ):
        os.execve(sys.executable, [sys.executable, "-m", "bench.start", *sys.argv[1:]], kept)  # noqa: S606


@contextmanager
def without_libpq_variables() -> Iterator[None]:
    """bench's own connections follow their URLs alone: libpq takes everything that a URL leaves open from `PG*`."""
    removed = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
    try:
        yield
    finally:
        os.environ.update(removed)


def scripts_environment() -> dict[str, str]:
    return process_environment({name: os.environ[name] for name in SCRIPTS if name in os.environ})
