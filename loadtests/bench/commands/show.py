"""Show a saved result: first on the terminal, then as pages and charts."""

import sys
from collections.abc import Callable
from pathlib import Path

from bench.analysis.outcome import failure
from bench.errors import BenchError
from bench.report.charts.files import write_growth
from bench.report.render import render, write_ladder, write_page
from bench.report.streams import NotPrintedError, Output
from bench.report.terminal import print_run
from bench.results.files import to_json
from bench.results.folder import newest
from bench.results.run import Kind, Results

# What a page shows together.
KINDS: tuple[Kind, ...] = ("run", "curve", "ladder")


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
    """The pages and charts of a run with the newest curve and ladder, or of one of these with the newest run. `classic`
    alone has no cell to draw and would replace the pages of a run; a contender against itself is not drawn either."""
    run, curve, ladder = (results if results.kind == kind else newest(media, kind) for kind in KINDS)
    try:
        if results.kind == "ladder":
            write_ladder(results, media)
        if results.kind != "aa" and run and run.cells:
            render(run, media, curve=curve, ladder=ladder)
        elif results.kind == "ladder":
            write_page(results, media, curve=curve)
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
