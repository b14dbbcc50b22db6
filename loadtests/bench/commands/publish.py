"""`bench publish`: make results of media/own the ones that the repository shows."""

import argparse
import shutil
import sys
from pathlib import Path

from bench.commands.show import draw
from bench.report.floors import write_floors
from bench.report.readme import put_between_markers
from bench.report.scale import scale_of, scale_page
from bench.results.files import load
from bench.results.floors import load_floors
from bench.results.folder import OWN, newest_result
from bench.results.run import Results

# The README that shows a kind of result.
README = {"run": "README.md", "ladder": "ladder/README.md"}


def publish_command(chosen: argparse.Namespace) -> None:
    for file in chosen.results or [newest_result(OWN)]:
        for changed in publish(file, chosen.media):
            sys.stdout.write(f"{changed}\n")


def publish(file: Path, media: Path) -> list[Path]:
    """Copy a result to `media`, which git tracks, and draw everything that is drawn from it, a README's table too.
    Returns the result and the README if they changed."""
    floors = file.parent.name == "floors"
    into = media / "results" / ("floors" if floors else "")
    published = into / file.name
    measured = load_floors(file) if floors else load(file)  # A file that cannot be read is not published.
    into.mkdir(parents=True, exist_ok=True)
    if file.resolve() != published.resolve():
        shutil.copyfile(file, published)
    if not isinstance(measured, Results):
        write_floors(measured, media)
        return [published]
    draw(measured, media)
    _write_scale(media)
    readme = README.get(measured.kind)
    changed = readme is not None and put_between_markers(measured, media.parent / readme)
    return [published, media.parent / readme] if readme and changed else [published]


def _write_scale(media: Path) -> None:
    """The page that is computed from the newest run and curve, where a repository has it."""
    page = media.parent / "docs" / "scale.md"
    if page.exists():
        page.write_text(scale_page(scale_of(media)), encoding="utf-8")
