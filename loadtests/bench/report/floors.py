"""The pages floors.md and writes.md, and the same on the terminal."""

import os
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bench.contenders import ROOT
from bench.report.floor_lines import FIGURES_NOTE, conditions_words, tables
from bench.report.markdown import table_of
from bench.report.terminal_table import print_table
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
    "The cost of the optimized service's answers next to the least that they could cost; one worker each, in one run.",
)
WRITES = Page(
    "writes.md",
    "What a write pays for",
    "The optimized service's writes, and the same on copies of its database that lack one of a write's companions.",
)


def page_of(results: FloorResults) -> Page:
    """A cell of `bench floors --writes` is named after the part that is missing: `no trigrams: create`."""
    return WRITES if all(": " in cell for cell in results.cells()) else FLOORS


def write_floors(results: FloorResults, media: Path) -> None:
    page = page_of(results)
    (media / page.file).write_text(markdown(results, page=page, media=media), encoding="utf-8")


def print_floors(results: FloorResults, console: Console, *, file: Path) -> None:
    page = page_of(results)
    console.print(Text(page.title, "bold"))
    console.print(page.says, highlight=False)
    figures, *ratios = tables(results)
    print_table(figures, console)
    console.print(Text(FIGURES_NOTE, "dim"))
    for table in ratios:
        console.print()
        print_table(table, console)
    console.print()
    console.print(Text(conditions_words(results.conditions), "dim"))
    console.print(f"\n{file}", highlight=False, markup=False, soft_wrap=True)


def markdown(results: FloorResults, *, page: Page, media: Path) -> str:
    figures, *ratios = map(table_of, tables(results))
    parts = [
        f"# {page.title}",
        f"{page.says}\n[`loadtests/README.md`]({os.path.relpath(README, media)}) says how it is measured.",
        figures,
        FIGURES_NOTE,
        *ratios,
        conditions_words(results.conditions),
        f"`{results.conditions.command}`",
    ]
    return "\n\n".join(parts) + "\n"
