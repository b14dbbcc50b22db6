"""The pages floors.md and writes.md, and the same on the terminal."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bench.contenders import ROOT
from bench.report.floor_lines import FIGURES, FIGURES_NOTE, RATIOS, conditions_words, figure_lines, ratio_lines
from bench.report.stacked import print_stacked
from bench.results.floors import FloorResults

README = ROOT / "loadtests" / "README.md"


@dataclass(frozen=True, slots=True)
class Page:
    file: str
    title: str
    says: str


FLOORS = Page(
    "floors.md",
    "The floors",
    "What the optimized service's answers cost, beside the least that they could; one worker each, in one run.",
)
WRITES = Page(
    "writes.md",
    "What a write pays for",
    "The optimized service's writes, and the same on copies of its database that lack one of a write's companions.",
)


def page_of(results: FloorResults) -> Page:
    """A cell of `bench floors --writes` is called after the part that is missing: `no trigrams: create`."""
    return WRITES if all(": " in cell for cell in results.cells()) else FLOORS


def write_floors(results: FloorResults, media: Path) -> None:
    page = page_of(results)
    (media / page.file).write_text(markdown(results, page, media), encoding="utf-8")


def print_floors(results: FloorResults, file: Path, console: Console) -> None:
    page = page_of(results)
    console.print(Text(page.title, "bold"))
    console.print(page.says, highlight=False)
    print_stacked(console, FIGURES, figure_lines(results))
    console.print(Text(FIGURES_NOTE, "dim"))
    if ratios := ratio_lines(results):
        console.print()
        print_stacked(console, RATIOS, ratios)
    console.print()
    console.print(Text(conditions_words(results.conditions), "dim"))
    console.print(f"\n{file}", highlight=False, markup=False, soft_wrap=True)


def markdown(results: FloorResults, page: Page, media: Path) -> str:
    readme = os.path.relpath(README, media)
    figures = [[name, f"**{service}**", *rest] for name, service, *rest in figure_lines(results)]
    ratios = [[cell, versus, f"**{ratio}**", *rest] for cell, versus, ratio, *rest in ratio_lines(results)]
    parts = [
        f"# {page.title}",
        f"{page.says}\n[`loadtests/README.md`]({readme}) says how it is measured.",
        _grid([*FIGURES], "|:--|--:|--:|--:|--:|--:|--:|--:|", figures),
        FIGURES_NOTE,
        _grid([*RATIOS[:-1], ""], "|:--|:--|--:|--:|--:|:--|", ratios) if ratios else "",
        conditions_words(results.conditions),
        f"`{results.conditions.command}`",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _grid(headings: Sequence[str], alignment: str, lines: Sequence[Sequence[str]]) -> str:
    # An empty heading has one blank in its cell, not two.
    head = f"| {' | '.join(headings)}".rstrip() + " |"
    return "\n".join([head, alignment, *(f"| {' | '.join(line)} |" for line in lines)])
