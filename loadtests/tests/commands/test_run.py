"""Whole runs of real k6 against small real contenders."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from bench.cli import main
from bench.load.modes import MODES
from bench.results.files import from_json
from bench.results.run import Results

SCENARIOS = ("list", "list_hot", "detail")
CONTENDERS = ("slow", "quick")
# 300 pages are enough for cold keys to stay cold when a noisy machine makes cells repeat.
ROWS = 12_000


@pytest.fixture
def finished(
    contenders_file: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> tuple[Results, str]:
    """A run in a mode of a second a cell: its results, and what it told meanwhile."""
    quick = replace(MODES["quick"], rounds=2, warm_up_s=0.4, measured_s=1.0, paired_s=1.0)
    monkeypatch.setitem(MODES, "quick", quick)
    file = contenders_file(ROWS, slow="--slow-ms 20 --cpu-ms 4", quick="--paging cursor --cached --cpu-ms 1")
    media = str(tmp_path / "media")
    arguments = ["run", "--rows", str(ROWS), "--scenarios", ",".join(SCENARIOS), "--media", media, "--json"]
    code = main(["--contenders-file", str(file), *arguments])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    return from_json(printed.out), printed.err


def test_a_run_measures_every_scenario_of_every_contender_in_every_round(
    finished: tuple[Results, str], tmp_path: Path
) -> None:
    results, told = finished
    cells = sorted((cell.scenario, cell.contender, cell.round) for cell in results.cells)
    assert cells == sorted(
        (scenario, name, number) for scenario in SCENARIOS for name in CONTENDERS for number in (1, 2)
    )

    # In each round both get the same questions, and the slow one needs more CPU and more time.
    for scenario, number in product(SCENARIOS, (1, 2)):
        mine = [cell for cell in results.cells if (cell.scenario, cell.round) == (scenario, number)]
        assert len({cell.questions for cell in mine}) == 1
    assert all(cell.valid for cell in results.cells)
    used_ms = {cell.contender: cell.cpu_ms_per_request.service for cell in results.cells if cell.scenario == "detail"}
    assert used_ms["slow"] > used_ms["quick"] + 2

    # Cold and hot keys of a cached contender are rows of their own.
    hits = {cell.scenario: cell.cache_hit_ratio for cell in results.cells if cell.contender == "quick"}
    assert not hits["list"]
    assert hits["list_hot"] is not None
    assert hits["list_hot"] > 0.5
    assert all(cell.cache_hit_ratio is None for cell in results.cells if cell.contender == "slow")

    assert {pair.scenario for pair in results.paired} == set(SCENARIOS)
    assert all(pair.differences == 0 and pair.median_ratio and pair.median_ratio > 1 for pair in results.paired)

    [saved] = (tmp_path / "media" / "results").glob("*.json")
    assert from_json(saved.read_text()) == results
    assert "round 2 of 2" in told


@pytest.mark.parametrize(
    ("fault", "words"), [("--drop-field gender", "only one has gender"), ("--fail-every 7", "answered 500")]
)
def test_contenders_that_answer_differently_are_not_measured(
    fault: str, words: str, contenders_file: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, media = contenders_file(right="", wrong=fault), tmp_path / "media"
    arguments = ["run", "--rows", "2000", "--scenarios", "list", "--media", str(media)]
    assert main(["--contenders-file", str(file), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not media.exists()
