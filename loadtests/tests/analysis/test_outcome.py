"""A measurement that saw only failures does not end with 0."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bench.analysis.outcome import failure
from bench.cli import main
from bench.results.files import save
from bench.results.folder import newest_result
from bench.results.run import Results
from bench.results.saving import save_results
from made_up_curve import curve
from made_up_results import quick


def all_wrong() -> Results:
    run = quick()
    cells = [replace(each, requests=0) if each.contender == "naive" else each for each in run.cells]
    return replace(run, cells=tuple(cells))


def test_a_contender_that_was_wrong_in_every_cell_is_a_failure() -> None:
    assert failure(quick()) is None
    assert failure(all_wrong()) == "naive answered wrongly, or not at all, in every cell."
    one_right = all_wrong()
    one_right = replace(one_right, cells=(replace(one_right.cells[0], requests=9), *one_right.cells[1:]))
    assert failure(one_right) is None


def test_a_classic_profile_without_an_answer_is_a_failure() -> None:
    run = quick()
    silent = [replace(each, failed=each.requests) for each in run.classic]
    assert "answered no request of the classic profile" in (failure(replace(run, classic=tuple(silent))) or "")


def test_a_curve_without_a_valid_point_is_a_failure() -> None:
    grown = curve()
    assert failure(grown) is None
    points = [replace(point, valid=False, invalid_reason="x") for point in grown.curve]
    assert failure(replace(grown, curve=tuple(points))) == "No point of the curve is valid."


def test_a_run_that_saw_only_failures_is_shown_and_saved_and_ends_with_2(
    tmp_path: Path,
    contenders_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bench.commands.run.measure_run", lambda *_: (all_wrong(), save_results(all_wrong(), tmp_path)))
    monkeypatch.setattr("bench.commands.show.draw", lambda *_: None)
    file = contenders_file(one="")
    assert main(["--contenders-file", str(file), "run", "--media", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert "naive answered wrongly, or not at all, in every cell." in printed.err
    assert str(newest_result(tmp_path)) in printed.out


def test_a_comparison_that_compares_nothing_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = quick()
    cells = tuple(replace(each, valid=False, invalid_reason="x") for each in run.cells)
    for name, results in (("a", run), ("b", replace(run, cells=cells))):
        save(results, tmp_path / f"{name}.json")
    assert main(["compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 2
    assert "Nothing could be compared" in capsys.readouterr().err
