"""The scripts around Compose, without an engine: a fake `docker` is first on the PATH."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(tools: Path, *command: str, docker: str) -> subprocess.CompletedProcess[str]:
    (tools / "docker").write_text(f"#!/bin/sh\n{docker}\n")
    (tools / "docker").chmod(0o755)
    path = {"PATH": f"{tools}:{os.environ['PATH']}"}
    return subprocess.run(command, cwd=ROOT, env=os.environ | path, capture_output=True, text=True, check=False)


def test_without_an_engine_the_test_of_the_stacks_says_so_and_fails(tmp_path: Path) -> None:
    done = run(tmp_path, "scripts/test-compose", docker="exit 1")

    assert done.returncode == 2
    assert done.stderr == "Not tested: Docker with Compose is missing, or its engine does not run.\n"


def test_a_load_on_a_service_that_does_not_run_says_how_to_start_it(tmp_path: Path) -> None:
    done = run(tmp_path, "scripts/load", "naive", "list", docker="exit 0")

    assert done.returncode == 2
    assert done.stderr == "naive does not run. Start it: docker compose up --build --wait naive\n"


def test_a_load_without_an_engine_says_that_it_needs_one(tmp_path: Path) -> None:
    done = run(tmp_path, "scripts/load", "naive", "list", docker="exit 1")

    assert done.returncode == 2
    assert done.stderr == "The load needs Docker with Compose and a running engine.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("fast", "list"), 'SERVICE is naive or optimized, not "fast".\n'),
        (
            ("naive", "lisst"),
            'SCRIPT is a scenario (list, filter, search, sort, …) or a file of loadtests/k6, not "lisst".\n',
        ),
    ],
)
def test_a_load_of_something_else_says_what_there_is(tmp_path: Path, arguments: tuple[str, str], sentence: str) -> None:
    done = run(tmp_path, "scripts/load", *arguments, docker="echo container")

    assert (done.returncode, done.stderr) == (2, sentence)


def test_a_load_returns_the_exit_code_of_k6(tmp_path: Path) -> None:
    done = run(
        tmp_path, "scripts/load", "naive", "list", docker='case "$*" in *" run "*) exit 99 ;; *) echo container ;; esac'
    )

    assert done.returncode == 99


@pytest.mark.parametrize(
    ("script", "command"),
    [("list", "SCENARIO=list k6 run --quiet list.js"), ("search", "SCENARIO=search k6 run --quiet list.js")],
)
def test_a_load_asks_the_questions_of_its_scenario(tmp_path: Path, script: str, command: str) -> None:
    done = run(tmp_path, "scripts/load", "naive", script, docker='echo "$*"')

    assert done.returncode == 0
    assert command in done.stdout
