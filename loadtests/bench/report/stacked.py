"""A table that is never cut off: columns that a terminal has no room for stand in a second table below the first."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

GAP = 2
LEFT = frozenset({"scenario", "contender", "objective", "valid", "cell", "CPU of", "over that of", "aim", "so"})


def print_stacked(console: Console, headings: Sequence[str], lines: Sequence[Sequence[str]], *, keys: int = 1) -> None:
    """The first `keys` columns say what a line is about, and begin each of the tables."""
    widths = [_width(column) + GAP for column in zip(headings, *lines, strict=True)]
    for number, columns in enumerate(_bands(widths, keys, console.width + GAP)):
        if number:
            console.print()
        _print(console, headings, lines, columns)


def _width(cells: Iterable[str]) -> int:
    return max(cell_len(line) for cell in cells for line in cell.split("\n"))


def _bands(widths: Sequence[int], keys: int, room: int) -> Iterator[list[int]]:
    """Numbers of the columns of each table."""
    first = list(range(keys))
    band = list(first)
    for column in range(keys, len(widths)):
        if band != first and sum(widths[each] for each in (*band, column)) > room:
            yield band
            band = list(first)
        band.append(column)
    yield band


def _print(console: Console, headings: Sequence[str], lines: Sequence[Sequence[str]], columns: Sequence[int]) -> None:
    # "fold": in a terminal that is too narrow even for one column beside the keys, cells go on in the next line.
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False)
    for column in columns:
        justify = "left" if headings[column] in LEFT else "right"
        table.add_column(headings[column], justify=justify, overflow="fold")  # type: ignore[arg-type]
    for line in lines:
        table.add_row(*(line[column] for column in columns))
    console.print(table)
