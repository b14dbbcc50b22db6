"""The pictures of a run, and of a curve, as files."""

from collections.abc import Callable
from pathlib import Path

from bench.report.charts.picture import picture
from bench.report.charts.theme import PALETTES, Palette
from bench.report.figures.figure import Figure
from bench.report.figures.growth import growth
from bench.report.sections.run import sections
from bench.results.run import Results


def write_charts(results: Results, media: Path, *, curve: Results | None = None) -> list[Path]:
    figures = [section.figure() for section in sections(results, curve) if section.figure]
    return [file for figure in figures for file in write_figure(figure, media)]


def write_growth(curve: Results, media: Path) -> list[Path]:
    """Of a curve alone, where there is no run yet to draw next to it."""
    return write_figure(growth(curve), media)


def write_figure(figure: Figure, media: Path) -> list[Path]:
    return save(lambda palette: picture(figure, palette), stem=figure.stem, folder=media)


def save(draw: Callable[[Palette], str], *, stem: str, folder: Path) -> list[Path]:
    """`<stem>-light.svg` and `<stem>-dark.svg`."""
    files = {folder / f"{stem}-{mode}.svg": palette for mode, palette in PALETTES.items()}
    for file, palette in files.items():
        file.write_text(draw(palette), encoding="utf-8")
    return list(files)
