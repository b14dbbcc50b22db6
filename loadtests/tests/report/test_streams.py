"""A terminal, a pipe or a disk that does not take the output costs no result."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.results.files import load, save
from bench.results.folder import newest_result, result_files
from bench.results.saving import save_results
from made_up_results import quick

pytestmark = pytest.mark.servers

# No UTF-8 anywhere, and no help of Python's: what is read and written without naming an encoding is ASCII, or an error.
PLAIN = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONWARNDEFAULTENCODING": "1"}

ENCODINGS = {
    "ASCII": PLAIN,
    "Latin-1": {**PLAIN, "PYTHONIOENCODING": "iso-8859-1"},
    "strict ASCII": {"PYTHONIOENCODING": "ascii:strict"},
    "UTF-8": {"PYTHONIOENCODING": "utf-8"},
}


def bench(*arguments: object) -> list[str]:
    return [sys.executable, "-W", "error::EncodingWarning", "-m", "bench.cli", *map(str, arguments)]


def output(command: list[str], environment: dict[str, str], **streams: int) -> subprocess.CompletedProcess[bytes]:
    given = {**os.environ, **environment}
    return subprocess.run(command, env=given, check=False, **{"stdout": -1, "stderr": -1, **streams})  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.fixture
def run(contenders_file: Callable[..., Path], media: Path) -> list[str]:
    """The command of a small run into `media`."""
    contenders = contenders_file(one="", two="--paging cursor")
    return bench("--contenders-file", contenders, "run", "--rows", 2000, "--scenarios", "detail", "--media", media)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "one.json"
    save(quick(), made)
    return made


@pytest.mark.parametrize("environment", ENCODINGS.values(), ids=ENCODINGS)
def test_every_encoding_shows_the_table(environment: dict[str, str], file: Path, tmp_path: Path) -> None:
    done = output(bench("report", file, "--media", tmp_path / "mädia ☃"), environment)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    encoding = environment.get("PYTHONIOENCODING", "ascii").partition(":")[0]
    text = done.stdout.decode(encoding)
    ratio = text[text.index(" less CPU") - 1]
    assert ratio == ("x" if encoding == "ascii" else "×")
    assert "naive " + ("/" if encoding == "ascii" else "÷") + " optimized, geometric means" in text
    assert ("–" if encoding == "utf-8" else "-") in text
    assert "×" in (tmp_path / "mädia ☃" / "results.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_run_under_a_locale_without_unicode_is_saved_and_shown(run: list[str], media: Path) -> None:
    done = output(run, PLAIN)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    assert load(newest_result(media)).cells
    assert b"one / two, geometric means" in done.stdout
    assert (media / "report.html").is_file()


@pytest.mark.slow
def test_a_run_outlives_readers_that_have_gone(run: list[str], media: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = output(run, {}, stdout=writing, stderr=writing)
    os.close(writing)
    assert done.returncode == 141
    assert load(newest_result(media)).cells
    assert (media / "report.html").is_file()


@pytest.mark.slow
def test_a_full_disk_below_the_output_is_told_with_the_file_of_the_result(run: list[str], media: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = output(run, {}, stdout=full.fileno())
    assert done.returncode == 2
    last = done.stderr.decode().strip().splitlines()[-1]
    assert last == (
        f"bench: The output could not be written: No space left on device. "
        f"The result is saved in {newest_result(media)}."
    )
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize("command", [["report"], ["--help"], ["compare"]])
def test_whatever_is_printed_to_a_full_disk_ends_in_a_sentence_and_not_in_0(command: list[str], file: Path) -> None:
    files: dict[str, list[str | Path]] = {"report": [file, "--media", file.parent], "compare": [file, file]}
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = output(bench(*command, *files.get(command[0], [])), {}, stdout=full.fileno())
    assert done.returncode == 2
    assert done.stderr.decode().startswith("bench: The output could not be written: No space left on device.")
    assert "Traceback" not in done.stderr.decode()


def test_a_result_whose_folder_was_taken_away_is_kept_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    media = tmp_path / "media"
    media.write_text("a file where a folder was")
    kept = save_results(quick(), media)
    assert load(kept).conditions == quick().conditions
    assert str(kept) in capsys.readouterr().err
    assert not result_files(media, "run")


def test_a_folder_that_cannot_be_written_is_told_before_the_run(
    contenders_file: Callable[..., Path], tmp_path: Path
) -> None:
    media = tmp_path / "media"
    media.write_text("no folder")
    contenders = contenders_file(one="")
    done = output(bench("--contenders-file", contenders, "run", "--rows", 2000, "--media", media / "own"), {})
    assert done.returncode == 2
    assert "is no folder that this program may write to" in done.stderr.decode()
