"""Where results are: in media/own, which git ignores, until `bench publish` copies one to media/."""

import os
from pathlib import Path

from bench.contenders import ROOT
from bench.errors import BenchError
from bench.results.files import load
from bench.results.run import Kind, Results

PUBLISHED = ROOT / "media"
OWN = PUBLISHED / "own"


def require_writable(media: Path) -> None:
    """Before a command spends minutes on results that it could not save."""
    there = next(folder for folder in (media, *media.absolute().parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise BenchError(f"{there} is no folder that this program may write to. Choose another: --media FOLDER.")


def result_files(media: Path, kind: Kind) -> list[Path]:
    """By age, the newest last. `20261122T0244-200ce00.json` is a run, `….aa.json` and `….curve.json` are the others."""
    endings = [".json"] if kind == "run" else [f".{kind}", ".json"]
    return sorted(file for file in (media / "results").glob("*.json") if file.suffixes == endings)


def newest_result(media: Path, kind: Kind = "run") -> Path:
    found = result_files(media, kind)
    if not found:
        raise BenchError(f"There is no result in {media / 'results'}. `bench {kind}` makes one.")
    return found[-1]


def newest(media: Path, kind: Kind) -> Results | None:
    found = result_files(media, kind)
    return load(found[-1]) if found else None
