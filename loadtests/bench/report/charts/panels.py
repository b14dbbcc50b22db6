"""Panels in a picture, in rows: above each its name and the words about each contender, in the contender's colour."""

from collections.abc import Mapping, Sequence

from bench.report.charts.text import text
from bench.report.charts.theme import TEXT_SIZE, WIDTH
from bench.report.figures import drawing
from bench.report.figures.figure import Panel
from bench.report.markup import Markup, element, together

# Pixels: a panel's height among others and alone; between panels; for the labels left of and below a panel.
HEIGHT, ALONE = 96, 300
GAP, LABELS, BELOW = 22, 44, 26
# Pixels: the height of a remark.
LINE = 15


def panels(drawn: Sequence[Panel], numbers: Mapping[str, int], *, left: float, top: float) -> tuple[Markup, float]:
    """The panels below the height `top`, and the height at which they end."""
    columns = {1: 1, 2: 2, 4: 2}.get(len(drawn), 3)
    height = ALONE if len(drawn) == 1 else HEIGHT
    step = (WIDTH - 2 * left + GAP) / columns
    rows = [drawn[i : i + columns] for i in range(0, len(drawn), columns)]
    parts, y = [], top
    for row in rows:
        heading = max((LINE + 4 if panel.heading else 0) + LINE * len(panel.remarks) for panel in row) + 6
        for column, panel in enumerate(row):
            x, width = left + column * step, step - GAP - LABELS
            parts.append(_words(panel, numbers, x=x + LABELS, y=y))
            place = {"x": round(x + LABELS, 1), "y": y + heading, "width": round(width, 1), "height": height}
            parts.append(element("svg", drawing.panel(panel, numbers), **place))
        y += heading + height + BELOW
    return together(*parts), y


def _words(panel: Panel, numbers: Mapping[str, int], *, x: float, y: float) -> Markup:
    parts = []
    if panel.heading:
        parts.append(text(panel.heading, x=x, y=y + LINE, size=TEXT_SIZE, bold=True, class_="strong"))
        y += LINE + 4
    for i, (contender, words) in enumerate(panel.remarks):
        parts.append(text(words, x=x, y=y + LINE * (i + 1) - 3, bold=True, class_=f"of-{numbers[contender]}"))
    return together(*parts)
