"""The machine and the commit of a run: without them its figures mean nothing."""

import platform
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from bench.contenders import ROOT
from bench.cores import usable_cores
from bench.environment import process_environment
from bench.results.run import Host

# A change in these changes the measured programs. A change of results and pictures does not.
MEASURED = ("naive", "optimized", "seeding", "loadtests", "uv.lock")


def host() -> Host:
    return Host(
        cpu_model=_cpu_model(),
        cores=usable_cores(),
        memory_bytes=psutil.virtual_memory().total,
        kernel=platform.release(),
        system=_system(),
    )


def commit(root: Path = ROOT) -> tuple[str, bool]:
    """The checked-out commit, and whether the measured files differ from it."""
    found = _git(root, "rev-parse", "HEAD")
    return (found, bool(_git(root, "status", "--porcelain", "--", *MEASURED))) if found else ("unknown", True)


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


def _git(root: Path, *arguments: str) -> str:
    with suppress(OSError):
        command = ["git", "-C", str(root), *arguments]
        done = subprocess.run(command, env=process_environment(), capture_output=True, encoding="utf-8", check=False)
        return done.stdout.strip() if done.returncode == 0 else ""
    return ""
