"""The sections of a report as Markdown."""

from collections.abc import Sequence
from html import escape

from bench.report.numbers import UNKNOWN
from bench.report.sections.section import Column, Section, Table

# Cells without a figure, which are never bold.
PLAIN = (UNKNOWN, "baseline")


def section_parts(section: Section) -> list[str]:
    """Its paragraphs, tables and lists, without the heading."""
    groups = [f"`{name}`: {words}." for table in section.tables for name, words in table.groups.items()]
    terms = [f"{term}: {words}." for term, words in section.terms]
    figure = section.figure() if section.figure else None
    parts = [
        section.sentence,
        listed([f"**{each.words}**" if each.strong else each.words for each in section.findings]),
        picture(figure.stem, figure.finding) if figure else "",
        *map(table_of, section.tables),
        listed([*section.notes, *groups, *terms]),
    ]
    return [part for part in parts if part]


def listed(texts: Sequence[str]) -> str:
    return "\n".join(f"- {escaped(text)}" for text in texts)


def table_of(table: Table) -> str:
    return grid(table.columns, [line.cells for line in table.lines])


def grid(columns: Sequence[Column], lines: Sequence[Sequence[str]]) -> str:
    head = [_cell(column, column.heading) for column in columns]
    alignment = [":--" if column.words else "--:" for column in columns]
    cells = [[_cell(*each) for each in zip(columns, line, strict=True)] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, alignment, *cells])


def _cell(column: Column, text: str) -> str:
    return f"**{escaped(text)}**" if column.strong and text not in PLAIN else escaped(text)


def escaped(text: str) -> str:
    """A reason may hold any character, and a bar would end its cell."""
    return text.replace("|", "\\|")


def picture(stem: str, alt: str) -> str:
    return (
        "<picture>\n"
        f'  <source media="(prefers-color-scheme: dark)" srcset="{stem}-dark.svg">\n'
        f'  <source media="(prefers-color-scheme: light)" srcset="{stem}-light.svg">\n'
        f'  <img src="{stem}-light.svg" width="800" alt="{escape(alt, quote=True)}">\n'
        "</picture>"
    )
