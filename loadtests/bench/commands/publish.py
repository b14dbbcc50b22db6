"""Results to files and to the terminal: in media/own, which git ignores, until `bench publish` shows one to all."""

import os
import shutil
import sys
from pathlib import Path

from bench.contenders import ROOT
from bench.errors import BenchError
from bench.report.floors import write_floors
from bench.report.streams import Output
from bench.results.files import file_name, load, save, to_json
from bench.results.floors import load_floors
from bench.results.run import Kind, Results
from bench.results.saving import saved

PUBLISHED = ROOT / "media"
OWN = PUBLISHED / "own"


def require_writable(media: Path) -> None:
    """Before minutes are spent on what could not be kept."""
    there = next(folder for folder in (media, *media.absolute().parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise BenchError(f"{there} is no folder that this program may write to. Choose another: --media FOLDER.")


def save_results(results: Results, media: Path) -> Path:
    """`media/results/<time>-<commit>.json`."""
    return saved(media / "results" / file_name(results), lambda file: save(results, file))


def draw(results: Results, media: Path) -> None:
    """The pages and the charts of a run with the newest curve, or of a curve with the newest run. Not of `classic`
    alone, which has nothing to draw and would replace theirs, nor of a contender against itself."""
    run = results if results.kind == "run" else newest(media, "run")
    curve = results if results.kind == "curve" else newest(media, "curve")
    # Drawing needs a second and 100 MB of libraries, which the commands that draw nothing do not load.
    from bench.report.charts.all import write_growth  # noqa: PLC0415
    from bench.report.render import render  # noqa: PLC0415

    try:
        if results.kind != "aa" and run and run.cells:
            render(run, media, curve)
        elif results.kind == "curve":
            write_growth(results, media)
    except OSError as error:
        raise BenchError(
            f"The pages and charts could not be written to {media}: {error.strerror}. The result is saved; "
            "`bench report` draws it again."
        ) from None


def publish(file: Path, media: Path) -> list[Path]:
    """A result into `media`, which git tracks, and all that is drawn from it, the README's table too; what changed."""
    floors = file.parent.name == "floors"
    into = media / "results" / ("floors" if floors else "")
    published = into / file.name
    measured = load_floors(file) if floors else load(file)  # what cannot be read is not published
    into.mkdir(parents=True, exist_ok=True)
    if file.resolve() != published.resolve():
        shutil.copyfile(file, published)
    if not isinstance(measured, Results):
        write_floors(measured, media)
        return [published]
    draw(measured, media)
    readme = media.parent / "README.md"
    return [published, readme] if measured.kind == "run" and refresh_readme(measured, readme) else [published]


def refresh_readme(results: Results, readme: Path) -> bool:
    """The short table, between the markers of a README that has them."""
    from bench.report.readme import put_between_markers  # noqa: PLC0415

    return put_between_markers(results, readme)


def print_results(results: Results, file: Path, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(to_json(results, ascii_only=True))
        return
    from bench.report.render import print_table  # noqa: PLC0415

    console = Output()
    print_table(results, console)
    console.print(f"\n{file}", highlight=False, markup=False, soft_wrap=True)


def newest_result(media: Path, kind: Kind = "run") -> Path:
    """`20261122T0244-200ce00.json` is a run's, `….aa.json` and `….curve.json` are the others'."""
    found = result_files(media, kind)
    if not found:
        raise BenchError(f"There is no result in {media / 'results'}. `bench {kind}` makes one.")
    return found[-1]


def newest(media: Path, kind: Kind) -> Results | None:
    """The newest result of this kind that is there; None without one."""
    found = result_files(media, kind)
    return load(found[-1]) if found else None


def result_files(media: Path, kind: Kind) -> list[Path]:
    """By age; the newest is the last."""
    endings = [".json"] if kind == "run" else [f".{kind}", ".json"]
    return sorted(file for file in (media / "results").glob("*.json") if file.suffixes == endings)
