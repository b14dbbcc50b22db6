"""Results are in their file before anything else can fail."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bench.cli import main
from bench.contender.ready import stop_all
from bench.errors import BenchError
from bench.processes import Processes
from bench.progress import Display
from bench.results.files import to_json
from bench.results.folder import result_files
from bench.results.saving import partly_saved
from made_up_results import quick
from rich.console import Console


def test_results_are_written_before_servers_are_stopped(
    contenders_file: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = tmp_path / "media"
    there: list[bool] = []
    end_all = Processes.end_all

    def noting(self: Processes) -> None:
        there.append(bool(result_files(media, "run")))
        end_all(self)

    monkeypatch.setattr(Processes, "end_all", noting)
    file = contenders_file(one="", two="--paging cursor")
    arguments = ["run", "--rows", "2000", "--scenarios", "detail", "--media", str(media), "--json"]
    assert main(["--contenders-file", str(file), *arguments]) == 0
    assert there
    assert all(there)


def test_every_server_is_stopped_whatever_one_of_them_says(capsys: pytest.CaptureFixture[str]) -> None:
    stopped: list[str] = []

    def refuses() -> None:
        raise BenchError("[one] does not stop")

    stop_all([lambda: stopped.append("first"), refuses, lambda: stopped.append("last")], display())
    assert stopped == ["last", "first"]
    assert "not stopped: [one] does not stop" in capsys.readouterr().err


@pytest.mark.parametrize("end", [BenchError("k6 ended"), KeyboardInterrupt()], ids=["an error", "Ctrl-C"])
def test_what_was_finished_before_an_end_is_kept_and_is_no_result(
    end: BaseException, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(type(end)), partly_saved(quick, tmp_path, display=display()):
        raise end
    [file] = (tmp_path / "results").iterdir()
    assert file.name.endswith(".partial.json")
    assert file.read_text() == to_json(quick())
    assert result_files(tmp_path, "run") == []
    assert f"what was measured until then is in {file}" in capsys.readouterr().err


def test_an_end_before_anything_was_finished_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(BenchError), partly_saved(lambda: None, tmp_path, display=display()):
        raise BenchError("k6 is missing")
    assert list(tmp_path.iterdir()) == []


def display() -> Display:
    return Display(Console(stderr=True))
