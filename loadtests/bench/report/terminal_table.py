"""A table on a terminal, never cut off: columns that do not fit stand in a second table below the first."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from bench.report.sections.section import Column, Line, Table

# Columns of the terminal: between two columns of a table; before the lines of a block.
GAP, INDENT = 2, 2
# Columns of the terminal: a column of a table gets no narrower, and its text continues in the next line.
LEAST = 8
# Columns of the terminal: from here on a line's sentence stands next to the line instead of below it.
WIDE = 160
# Columns of the terminal that a sentence needs next to its line.
LEAST_WORDS = 40

type Widths = dict[int, int]
"""By the number of a column."""


def print_table(table: Table, console: Console) -> None:
    keys = list(range(1 if table.groups else 0, table.keys))
    shown = [*keys, *(i for i in range(table.keys, len(table.columns)) if not table.columns[i].said)]
    widths = {i: _width(table, i) for i in shown}
    if table.groups:
        widths[keys[0]] += INDENT
    for number, columns in enumerate(_bands(table, widths, keys=keys, room=console.width + GAP)):
        if number:
            console.print()
        _print_band(table, console, columns=columns, widths=widths, first=number == 0)


def _width(table: Table, column: int) -> int:
    return max(map(cell_len, [table.columns[column].name, *(line.cells[column] for line in table.lines)]))


def _bands(table: Table, widths: Widths, *, keys: Sequence[int], room: int) -> Iterator[list[int]]:
    """The numbers of the columns of each part. Columns of a group stay together where a part has room for them."""
    band = list(keys)
    others = [i for i in widths if i not in keys]
    for group, members in groupby(others, lambda i: table.columns[i].group or str(i)):
        together = list(members)
        parts = [together] if _taken(widths, [*keys, *together]) <= room else [[member] for member in together]
        for part in parts:
            if table.columns[part[0]].group:
                missing = cell_len(group) + GAP - _taken(widths, part)
                widths[part[0]] += max(0, min(missing, room - _taken(widths, [*keys, *part])))
            if band != list(keys) and _taken(widths, [*band, *part]) > room:
                yield band
                band = list(keys)
            band += part
    yield band


def _taken(widths: Widths, columns: Sequence[int]) -> int:
    return sum(widths[column] + GAP for column in columns)


def _print_band(table: Table, console: Console, *, columns: Sequence[int], widths: Widths, first: bool) -> None:
    shown = [table.columns[i] for i in columns]
    sizes = _fitted([widths[i] for i in columns], console.width)
    if any(column.group for column in shown):
        console.print(_groups(shown, sizes), style="bold", highlight=False, soft_wrap=True)
    console.print(_row([column.name for column in shown], shown, sizes=sizes, style="bold"))
    block = None
    for line in table.lines:
        cells = [line.cells[i] for i in columns]
        if table.groups:
            cells[0] = " " * INDENT + cells[0]
            if line.cells[0] != block:
                block = line.cells[0]
                says = f"  {table.groups[block]}" if first else ""
                console.print(Text.assemble((block, "bold cyan"), (says, "dim")))
        row = _row(cells, shown, sizes=sizes, style="" if line.valid else "dim")
        taken = sum(size + GAP for size in sizes)
        _print_line(row, console, words=_words(line) if first else Text(), taken=taken)


def _fitted(sizes: Sequence[int], width: int) -> list[int]:
    """The widest column gives way where even one column next to the keys is too much for the terminal."""
    excess = sum(sizes) + GAP * (len(sizes) - 1) - width
    widest = max(range(len(sizes)), key=lambda i: sizes[i])
    return [max(LEAST, size - excess) if excess > 0 and i == widest else size for i, size in enumerate(sizes)]


def _groups(shown: Sequence[Column], sizes: Sequence[int]) -> str:
    parts = []
    for group, members in groupby(zip(shown, sizes, strict=True), lambda each: each[0].group):
        taken = sum(size + GAP for _, size in members) - GAP
        parts.append(group.center(taken))
    return (" " * GAP).join(parts).rstrip()


def _row(cells: Sequence[str], shown: Sequence[Column], *, sizes: Sequence[int], style: str) -> Grid:
    grid = Grid.grid(padding=(0, GAP, 0, 0), pad_edge=False)
    for column, size in zip(shown, sizes, strict=True):
        grid.add_column(width=size, justify="left" if column.words else "right", overflow="fold")
    grid.add_row(*(Text(cell, style) for cell in cells))
    return grid


def _words(line: Line) -> Text:
    words = Text().append(line.said, "green")
    if line.remark:
        words.append("; " if words else "").append(line.remark, "yellow" if line.valid else "bold red")
    return words


def _print_line(row: Grid, console: Console, *, words: Text, taken: int) -> None:
    """The line, with its sentence and its remark. `taken`: columns of the terminal for the line."""
    if words and console.width >= WIDE and console.width - taken >= LEAST_WORDS:
        side_by_side = Grid.grid(padding=(0, GAP, 0, 0))
        side_by_side.add_row(row, words)
        console.print(side_by_side)
        return
    console.print(row)
    if words:
        console.print(Padding(words, (0, 0, 0, INDENT * 2)))
