"""Results to files and to the terminal."""

import sys
from pathlib import Path

from rich.console import Console

from bench.errors import BenchError
from bench.results import Kind, Results
from bench.results_json import file_name, load, save, to_json


def save_results(results: Results, media: Path) -> Path:
    """`media/results/<time>-<commit>.json`, and beside it what is drawn from it."""
    folder = media / "results"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / file_name(results)
    save(results, file)
    publish(results, media)
    return file


def publish(results: Results, media: Path) -> None:
    """The pages and the charts of a run with the newest curve, or of a curve with the newest run. Not of `classic`
    alone, which has nothing to draw and would replace theirs, nor of a contender against itself."""
    if results.kind == "aa":
        return
    run = results if results.kind == "run" else newest(media, "run")
    if run is None or not run.cells:
        return
    curve = results if results.kind == "curve" else newest(media, "curve")
    # Drawing needs a second and 100 MB of libraries, which the commands that draw nothing do not load.
    from bench.report import render  # noqa: PLC0415

    render(run, media, curve)


def refresh_readme(results: Results, readme: Path) -> None:
    """The short table, between the markers of a README that has them."""
    from bench.report_readme import put_between_markers  # noqa: PLC0415

    put_between_markers(results, readme)


def print_results(results: Results, file: Path, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(to_json(results))
        return
    from bench.report import print_table  # noqa: PLC0415

    console = Console()
    print_table(results, console)
    console.print(f"\n{file}", highlight=False, soft_wrap=True)


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
