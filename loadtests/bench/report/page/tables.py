"""A table on the page. It scrolls in a box of its own where the screen is narrow."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from bench.report.markup import Markup, element, together
from bench.report.sections.section import Column, Line, Table


def table(shown: Table, numbers: Mapping[str, int]) -> Markup:
    """`numbers`: those of the contenders on the page."""
    columns = shown.columns[1:] if shown.groups else shown.columns
    head = element("thead", *_head(columns))
    grid = element("table", element("caption", shown.title), head, *_bodies(shown, columns, numbers=numbers))
    # A box that scrolls must be reached with the keyboard.
    return element("div", grid, class_="scrolling", tabindex=0, role="region", aria_label=shown.title)


def _head(columns: Sequence[Column]) -> Iterator[Markup]:
    if not any(column.group for column in columns):
        yield element("tr", *(_heading(column) for column in columns))
        return
    above = []
    for group, members in groupby(columns, lambda column: column.group):
        found = list(members)
        if group:
            above.append(element("th", group, colspan=len(found), scope="colgroup"))
        else:
            above += [_heading(column, rowspan=2) for column in found]
    yield element("tr", *above)
    yield element("tr", *(_heading(column) for column in columns if column.group))


def _heading(column: Column, rowspan: int | None = None) -> Markup:
    return element("th", column.name, scope="col", rowspan=rowspan, class_="words" if column.words else None)


def _bodies(shown: Table, columns: Sequence[Column], *, numbers: Mapping[str, int]) -> Iterator[Markup]:
    if not shown.groups:
        yield element("tbody", *(_line(line, columns, numbers=numbers) for line in shown.lines))
        return
    for name, lines in groupby(shown.lines, lambda line: line.cells[0]):
        words = element("span", element("b", name), " ", element("small", shown.groups[name]))
        heading = element("tr", element("th", words, colspan=len(columns), scope="rowgroup"))
        yield element("tbody", heading, *(_line(line, columns, numbers=numbers) for line in lines))


def _line(line: Line, columns: Sequence[Column], *, numbers: Mapping[str, int]) -> Markup:
    """The first of the columns that are shown names the line."""
    first, *others = line.cells[-len(columns) :]
    swatch = element("i", class_="swatch") if first == line.contender else ""
    named = element("th", together(swatch, first), scope="row")
    pairs = zip(columns[1:], others, strict=True)
    found = [element("td", text, class_=_style(column, line, text=text)) for column, text in pairs]
    number = numbers.get(line.contender)
    return element("tr", named, *found, class_=None if number is None else f"of-{number}")


def _style(column: Column, line: Line, *, text: str) -> str | None:
    if not column.words:
        return None
    return "words wrong" if line.remark and line.remark in text else "words"
