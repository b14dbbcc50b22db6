"""Results of one's own stay out of git until they are published; in a checkout with an odd name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bench.arguments import command_line
from bench.contenders import ROOT
from bench.results.files import file_name, save
from bench.results.floors import save_floors
from made_up_curve import curve
from made_up_floors import results as floor_results
from made_up_floors import trials
from made_up_ladder import ladder
from made_up_results import quick

pytestmark = pytest.mark.servers

NOT_TRACKED = shutil.ignore_patterns(
    ".git", ".venv", ".uv", ".services", "*_cache", "__pycache__", ".hypothesis", "own"
)
PEOPLE = ("-c", "user.name=one", "-c", "user.email=one@example.org")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What git tracks of this repository, committed, with nothing of one's own in it."""
    folder = tmp_path / "my proj (50%) #1 é'q"
    shutil.copytree(ROOT, folder, ignore=NOT_TRACKED)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, *PEOPLE, "commit", "--quiet", "--message", "all")
    return folder


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def bench(checkout: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command of that checkout, with this Python's packages."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "loadtests"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "bench.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, encoding="utf-8", check=False)


def changed(checkout: Path) -> set[str]:
    return {line[3:].strip('"') for line in git(checkout, "status", "--porcelain").splitlines()}


@pytest.mark.slow
def test_what_a_command_leaves_is_ignored_until_it_is_published(checkout: Path) -> None:
    own = checkout / "media" / "own"
    (own / "results").mkdir(parents=True)
    run = quick()
    save(run, own / "results" / file_name(run))
    save_floors(floor_results(trials("hit", 50)), own)

    drawn = bench(checkout, "report")
    assert drawn.returncode == 0, drawn.stderr
    assert str(own / "results" / file_name(run)) in drawn.stdout
    assert (own / "report.html").is_file()
    assert changed(checkout) == set()

    published = bench(checkout, "publish")
    assert published.returncode == 0, published.stderr
    found = changed(checkout)
    assert {"README.md", "media/results.md", "media/report.html", f"media/results/{file_name(run)}"} <= found
    assert f"commit {run.conditions.commit[:7]}" in (checkout / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_ladder_is_published_by_name_in_its_own_readme(checkout: Path, tmp_path: Path) -> None:
    file = tmp_path / file_name(ladder())
    save(ladder(), file)
    before = (checkout / "README.md").read_text(encoding="utf-8")
    done = bench(checkout, "publish", file)
    assert done.returncode == 0, done.stderr
    found = changed(checkout)
    expected = {"ladder/README.md", "media/ladder.md", "media/ladder-light.svg", "media/ladder-dark.svg"}
    assert expected | {"media/report.html", f"media/results/{file.name}"} <= found
    assert "| indexed | an index |" in (checkout / "ladder" / "README.md").read_text(encoding="utf-8")
    assert (checkout / "README.md").read_text(encoding="utf-8") == before


@pytest.mark.slow
def test_a_curve_and_floors_are_published_by_name(checkout: Path, tmp_path: Path) -> None:
    grown, floors = curve(), floor_results(trials("hit", 51))
    file = tmp_path / file_name(grown)
    save(grown, file)
    before = (checkout / "README.md").read_text(encoding="utf-8")
    done = bench(checkout, "publish", file, save_floors(floors, tmp_path))
    assert done.returncode == 0, done.stderr
    assert {f"media/results/{file_name(grown)}", "media/floors.md", "media/growth-light.svg"} <= changed(checkout)
    assert "| hit | **51.0** |" in (checkout / "media" / "floors.md").read_text(encoding="utf-8")
    assert "](../loadtests/README.md)" in (checkout / "media" / "floors.md").read_text(encoding="utf-8")
    assert (checkout / "README.md").read_text(encoding="utf-8") == before


def test_a_report_of_the_published_result_changes_nothing_that_is_published(checkout: Path) -> None:
    runs = [file for file in (checkout / "media" / "results").glob("*.json") if file.suffixes == [".json"]]
    done = bench(checkout, "report", max(runs))
    assert done.returncode == 0, done.stderr
    assert (checkout / "media" / "own" / "results.md").is_file()
    assert changed(checkout) == set()


def test_what_is_no_result_is_not_published(checkout: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"version": 2}')
    for file in (wrong, tmp_path / "none.json"):
        done = bench(checkout, "publish", file)
        assert done.returncode == 2
        assert done.stderr.startswith("bench: ")
    assert bench(checkout, "publish").returncode == 2
    assert changed(checkout) == set()


@pytest.mark.parametrize(
    "command",
    [["run"], ["aa", "naive"], ["curve"], ["ladder"], ["floors"], ["floors", "--writes"], ["report"]],
    ids=" ".join,
)
def test_every_command_that_writes_results_writes_where_git_ignores_it(command: list[str]) -> None:
    media = command_line().parse_args(command).media
    assert media == ROOT / "media" / "own"
    if (ROOT / ".git").exists():
        git(ROOT, "check-ignore", "--quiet", str(media / "results.md"))
