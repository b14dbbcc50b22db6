"""What a reader must know about the machine and the programs before a figure means anything."""

import platform
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from bench.contenders import ROOT
from bench.cores import usable_cores
from bench.environment import process_environment
from bench.results.run import Host

# A change in any of them changes what is measured; results and pictures do not.
MEASURED = ("naive", "optimized", "seeding", "loadtests", "uv.lock")


def host() -> Host:
    return Host(
        cpu_model=_cpu_model(),
        cores=usable_cores(),
        memory_bytes=psutil.virtual_memory().total,
        kernel=platform.release(),
        system=_system(),
    )


def commit() -> tuple[str, bool]:
    """The checked-out commit, and whether what is measured differs from it."""
    found = _git("rev-parse", "HEAD")
    return (found, bool(_git("status", "--porcelain", "--", *MEASURED))) if found else ("unknown", True)


def _cpu_model() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _system() -> str:
    with suppress(OSError):
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    return platform.platform()


def _git(*arguments: str) -> str:
    with suppress(OSError):
        command = ["git", "-C", str(ROOT), *arguments]
        done = subprocess.run(command, env=process_environment(), capture_output=True, encoding="utf-8", check=False)
        return done.stdout.strip() if done.returncode == 0 else ""
    return ""
