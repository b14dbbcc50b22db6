"""The commit that is measured, and whether the measured files differ from it."""

import subprocess
from pathlib import Path

import pytest
from bench.readings.host import MEASURED, commit


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", tmp_path, *arguments], check=True, capture_output=True)

    for name in ("naive", "media"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("one")
    git("init")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-m", "first")
    return tmp_path


def test_a_clean_checkout_is_its_commit(checkout: Path) -> None:
    found, dirty = commit(checkout)
    assert len(found) == 40
    assert not dirty


def test_a_change_of_what_is_measured_is_told(checkout: Path) -> None:
    assert "naive" in MEASURED
    (checkout / "naive" / "file").write_text("two")
    assert commit(checkout)[1]


def test_results_and_pictures_are_no_change(checkout: Path) -> None:
    (checkout / "media" / "file").write_text("two")
    assert not commit(checkout)[1]


def test_without_a_repository_the_commit_is_unknown(tmp_path: Path) -> None:
    assert commit(tmp_path / "nowhere") == ("unknown", True)
