"""Show a saved result: first on the terminal, then as pages and charts."""

import sys
from collections.abc import Callable
from pathlib import Path

from bench.analysis.outcome import failure
from bench.errors import BenchError
from bench.report.charts.files import write_growth
from bench.report.render import render
from bench.report.streams import NotPrintedError, Output
from bench.report.terminal import print_run
from bench.results.files import to_json
from bench.results.folder import newest
from bench.results.run import Results


def show(results: Results, file: Path, *, media: Path, print_it: Callable[[], None]) -> None:
    """`file` has the results already, so an error here loses nothing. Ends with an error if no answer was right."""
    try:
        print_it()
        sys.stdout.flush()
    except NotPrintedError as error:
        raise BenchError(f"{error} The result is saved in {file}.") from None
    finally:
        draw(results, media)
    if reason := failure(results):
        raise BenchError(f"{reason} The result is saved in {file}.")


def draw(results: Results, media: Path) -> None:
    """The pages and charts of a run with the newest curve, or of a curve with the newest run. `classic` alone has no
    cell to draw and would replace the pages of a run; a contender against itself is not drawn either."""
    run = results if results.kind == "run" else newest(media, "run")
    curve = results if results.kind == "curve" else newest(media, "curve")
    try:
        if results.kind != "aa" and run and run.cells:
            render(run, media, curve=curve)
        elif results.kind == "curve":
            write_growth(results, media)
    except OSError as error:
        raise BenchError(
            f"The pages and charts could not be written to {media}: {error.strerror}. The result is saved; "
            "`bench report` draws it again."
        ) from None


def print_results(results: Results, file: Path, *, as_json: bool = False) -> None:
    if as_json:
        sys.stdout.write(to_json(results, ascii_only=True))
        return
    console = Output()
    print_run(results, console)
    console.print(f"\n{file}", highlight=False, markup=False, soft_wrap=True)
