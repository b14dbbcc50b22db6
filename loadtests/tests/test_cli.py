"""What a person can get wrong, or a machine can lack: one sentence that says what to do, and exit code 2."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from bench.cli import main
from bench.targets.datastores import Datastores
from conftest import StartFake


@pytest.fixture
def file(contenders_file: Callable[..., Path]) -> Path:
    return contenders_file(one="", two="--paging cursor")


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    last = error.strip().splitlines()[-1]
    assert last.startswith("bench: ")
    assert "Traceback" not in error
    return last


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--mode", "thorough"], "Unknown mode thorough"),
        (["--scenarios", "list,browse"], "Unknown scenario browse"),
        (["--contenders", "one,three"], "Unknown contender three"),
        (["--rows", "many"], "--rows must be a whole number"),
        (["--rows", "0"], "--rows must be a whole number from 100"),
        (["--rows", "-5"], "--rows must be a whole number from 100"),
        (["--seed", "x"], "--seed must be a whole number"),
    ],
)
def test_a_wrong_option_is_told(
    arguments: list[str], words: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in fails(capsys, "--contenders-file", str(file), "run", *arguments)


def test_a_taken_port_is_told_with_who_has_it(
    contenders_file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file = contenders_file(one="")
    port = int(next(line for line in file.read_text().splitlines() if line.startswith("port")).split()[-1])
    with socket.create_server(("127.0.0.1", port)):
        error = fails(capsys, "--contenders-file", str(file), "run", "--rows", "2000")
    assert f"Port {port} of one is taken by process {os.getpid()}" in error


def test_a_server_that_does_not_start_is_told_with_its_last_words(
    contenders_file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file = contenders_file(one="--no-such-option")
    error = fails(capsys, "--contenders-file", str(file), "run", "--rows", "2000")
    assert "one ended with exit code 2 instead of serving" in error
    assert "unrecognized arguments: --no-such-option" in error


def test_a_program_that_is_not_installed_is_told(
    contenders_file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file = contenders_file(one="")
    file.write_text(file.read_text().replace("python fake_contender.py", "no-such-server"))
    assert "Cannot start no-such-server" in fails(capsys, "--contenders-file", str(file), "run", "--rows", "2000")


def test_a_missing_k6_is_told(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/bin/python")
    monkeypatch.setenv("PATH", "/nowhere")
    assert "k6 is missing" in fails(capsys, "--contenders-file", str(file), "run", "--rows", "2000")


def test_a_database_that_refuses_is_told(
    contenders_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = contenders_file(one="")
    file.write_text(file.read_text().replace("needs = []", 'needs = ["postgres"]'))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    error = fails(capsys, "--contenders-file", str(file), "run", "--rows", "2000")
    assert "The server of DATABASE_URL refuses" in error


def test_a_cache_that_refuses_is_told(
    contenders_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = contenders_file(one="")
    file.write_text(file.read_text().replace("needs = []", 'needs = ["valkey"]\ncache_keys = ["one:*"]'))
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    assert "The cache at 127.0.0.1:1 does not answer" in fails(
        capsys, "--contenders-file", str(file), "run", "--rows", "2000"
    )


def test_too_little_disk_is_told(
    contenders_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = contenders_file(one="")
    file.write_text(file.read_text().replace("needs = []", 'needs = ["postgres"]\nseed = "true"'))
    monkeypatch.setattr("bench.contender.data.shutil.disk_usage", lambda _: SimpleNamespace(free=10**9))
    monkeypatch.setattr("bench.targets.datastores.bring_up", lambda *_: Datastores({}))
    error = fails(capsys, "--contenders-file", str(file), "run", "--rows", "3_000_000")
    assert "need about 5.2 GB" in error
    assert "1.0 GB are free" in error


def test_too_few_rows_without_a_seed_command_are_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = fails(capsys, "--contenders-file", str(file), "run", "--rows", "3000")
    assert "does not hold 3_000 customers" in error


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[one", "is not TOML"),
        ('[one]\ntitle = "x"\nfolder = "loadtests"\nport = 1', "lacks start"),
        ('[one]\ntitle = "x"\nfolder = "loadtests"\nport = 1\nstart = "x"\nspeed = 9', "unknown settings: speed"),
        ('[one]\ntitle = "x"\nfolder = "loadtests"\nport = 1\nstart = "x"\nneeds = ["mysql"]', "needs mysql"),
        ('[one]\ntitle = "x"\nfolder = "nowhere"\nport = 1\nstart = "x"', "lives in a folder that does not exist"),
    ],
)
def test_contenders_that_are_no_data_are_told(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "contenders.toml"
    file.write_text(text)
    assert words in fails(capsys, "--contenders-file", str(file), "run", "--rows", "2000")


def test_a_report_without_a_result_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "`bench run` makes one" in fails(capsys, "report", "--media", str(tmp_path))
    assert "Cannot read" in fails(capsys, "report", str(tmp_path / "none.json"))


def test_questions_for_k6_by_hand_come_with_the_command_that_uses_them(
    contenders_file: Callable[..., Path], start_fake: StartFake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, output = contenders_file(one=""), tmp_path / "terms.json"
    url = start_fake()
    assert main(["--contenders-file", str(file), "terms", "one", "--base-url", url, "--output", str(output)]) == 0
    command = capsys.readouterr().out.split()
    assert command[:2] == ["k6", "run"]
    root = Path(__file__).resolve().parents[2]
    k6 = [
        str(Path(sys.executable).parent / "k6"),
        *command[1:-1],
        "--env",
        "SCENARIO=deep_page",
        "--env",
        "DURATION=1",
        "--quiet",
        str(root / command[-1]),
    ]
    done = subprocess.run(k6, capture_output=True, text=True, check=False, cwd=root)
    assert "0 failed, 0 checks failed" in done.stdout, done.stderr


def test_the_composed_stacks_without_docker_are_told(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    error = fails(capsys, "--contenders-file", str(file), "run", "--target", "compose")
    assert "Cannot start docker: No such file or directory. `--target compose` needs Docker." in error
