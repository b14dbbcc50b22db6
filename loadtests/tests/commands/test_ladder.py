"""Whole ladders of small real contenders; one of the real rungs is slow."""

import base64
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from at_free_ports import at_free_ports
from bench.cli import main
from bench.contenders import CONTENDERS_FILE, ROOT, RUNGS_FILE
from bench.load.modes import LADDER
from bench.measure import measuring
from bench.measure.cell_plan import CellPlan
from bench.measure.cells import measure_cells
from bench.measure.gates import Limits
from bench.results.files import from_json, load
from bench.results.run import Cell

ROWS = 4_000

type Write = Callable[..., list[str]]


@pytest.fixture
def ladder_of(
    contenders_file: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Arguments for a ladder of fake contenders: the first is its root, and each stands on the one before."""
    monkeypatch.setitem(LADDER, "quick", replace(LADDER["quick"], warm_up_s=0.1, measured_s=0.2))

    def write(**options: str) -> list[str]:
        tables = contenders_file(ROWS, **options).read_text().split("\n\n")
        tables = [table for table in "\n".join(tables).split("\n[") if table]
        root, *rungs = [table if table.startswith("[") else f"[{table}" for table in tables]
        names = list(options)
        rungs = [
            f'{table}\nafter = "{below}"\nchange = "change of {name}"\n'
            for table, below, name in zip(rungs, names, names[1:], strict=False)
        ]
        contenders, rungs_file = tmp_path / "contenders.toml", tmp_path / "rungs.toml"
        contenders.write_text(root)
        rungs_file.write_text("\n".join(rungs))
        media = str(tmp_path / "media")
        return [
            *("--contenders-file", str(contenders), "ladder", "--rungs-file", str(rungs_file)),
            *("--rows", str(ROWS), "--scenarios", "list,detail", "--media", media),
        ]

    return write


def test_a_ladder_measures_each_rung_against_the_one_below_and_draws_everything(
    ladder_of: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ladder_of(low="--cpu-ms 6", middle="--cpu-ms 2", high="--cpu-ms 1 --paging cursor --cached")
    code = main([*arguments, "--json"])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    results = from_json(printed.out)
    assert results.kind == "ladder"
    assert [(rung.contender, rung.below, rung.change) for rung in results.ladder] == [
        ("low", "", ""),
        ("middle", "low", "change of middle"),
        ("high", "middle", "change of high"),
    ]
    assert len(results.cells) == 3 * 2 * 2
    assert all(cell.valid for cell in results.cells), [cell.invalid_reason for cell in results.cells]
    order = [cell.contender for cell in sorted(results.cells, key=lambda cell: cell.position)]
    assert order == [name for name in ("low", "middle", "high", "high", "middle", "low") for _ in range(2)]
    assert "answers are those of middle" in printed.err

    media = tmp_path / "media"
    [saved] = (media / "results").glob("*.ladder.json")
    assert load(saved) == results
    for name in ("ladder.md", "report.html", "ladder-light.svg", "ladder-dark.svg"):
        assert "change of" in (text := (media / name).read_text()) or "2\u00a0high" in text, name

    assert main(["report", str(saved), "--media", str(media)]) == 0
    assert "change of high" in capsys.readouterr().out


def test_the_fastest_rung_follows_the_links_to_the_pages_of_the_others(ladder_of: Write, tmp_path: Path) -> None:
    rungs = {"slow": "--cpu-ms 20", "fast": "", "as_slow": "--cpu-ms 20"}
    journals = {name: tmp_path / f"{name}.journal" for name in rungs}
    options = {name: f"{cost} --paging cursor --journal {journals[name]}" for name, cost in rungs.items()}
    assert main([*ladder_of(low="", **options), "--scenarios", "deep_page"]) == 0
    page_on_the_way = base64.urlsafe_b64encode(b"1000 20").decode().rstrip("=")
    asked = {name: page_on_the_way in journal.read_text() for name, journal in journals.items()}
    assert asked == {"slow": False, "fast": True, "as_slow": False}


def test_a_rung_that_answers_otherwise_is_not_measured(
    ladder_of: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(ladder_of(low="", middle="", high="--drop-field gender")) == 2
    assert "middle and high answer" in capsys.readouterr().err
    assert not (tmp_path / "media").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--rungs", "low,teapot"], "Unknown contender teapot"),
        (["--rungs", "high"], "needs two rungs or more"),
        (["--mode", "standard"], "there is quick, full"),
        (["--scenarios", "capacity"], "leave capacity and classic out"),
        (["--rows", "many"], "must be a whole number"),
        (["--rungs-file", "none.toml"], "Cannot read none.toml"),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence(
    options: list[str], words: str, ladder_of: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ladder_of(low="", high=""), *options]) == 2
    [error] = capsys.readouterr().err.splitlines()
    assert words in error


def test_ctrl_c_keeps_what_was_measured(
    ladder_of: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = list[Cell]()

    def interrupted(plans: Sequence[CellPlan], *, limits: Limits) -> list[Cell]:
        if len(measured) == 3:
            raise KeyboardInterrupt
        cells = measure_cells(plans, limits=limits)
        measured.extend(cells)
        return cells

    monkeypatch.setattr(measuring, "measure_cells", interrupted)
    assert main(ladder_of(low="", high="")) == 130
    assert "what was measured until then is in" in capsys.readouterr().err
    [partial] = (tmp_path / "media" / "results").glob("*.ladder.partial.json")
    assert [(cell.position, cell.requests) for cell in load(partial).cells] == [
        (cell.position, cell.requests) for cell in measured
    ]
    assert len(measured) == 3


@pytest.mark.slow
def test_the_real_rungs_are_measured_on_databases_of_their_own(tmp_path: Path) -> None:
    media = tmp_path / "media"
    contenders, rungs = (at_free_ports(file, tmp_path) for file in (CONTENDERS_FILE, RUNGS_FILE))
    command = [sys.executable, "-m", "bench.cli", "--contenders-file", str(contenders)]
    asked = ["ladder", "--rungs-file", str(rungs), "--rows", "3000", "--rungs", "naive,keyset,tuned"]
    try:
        done = subprocess.run(
            [*command, *asked, "--scenarios", "list,write", "--media", str(media)],
            cwd=ROOT / "loadtests",
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        [saved] = (media / "results").glob("*.ladder.json")
        results = load(saved)
        assert [rung.database for rung in results.ladder] == ["crm_naive", "crm_ladder_keyset", "crm_ladder_tuned"]
        assert len({rung.index_bytes for rung in results.ladder}) == 3
        assert all(cell.valid for cell in results.cells)
        statements = {
            cell.contender: cell.sql_statements_per_request for cell in results.cells if cell.scenario == "list"
        }
        assert statements == {"naive": 42, "keyset": 3, "tuned": 1}
        assert len(set(results.conditions.structures.values())) == 3
        assert len(set(results.conditions.fingerprints.values())) == 1
    finally:
        subprocess.run([*command, "services", "down"], cwd=ROOT / "loadtests", check=False)
