"""A figure as an SVG file: title and caption above, the conditions below. Fixed in size, readable without any page."""

from bench.report.charts.bars import bars
from bench.report.charts.panels import panels
from bench.report.charts.text import caption, lines, paragraph
from bench.report.charts.theme import FONT, SMALL_SIZE, TEXT_SIZE, TITLE_SIZE, WIDTH, Palette, style
from bench.report.figures.figure import Bars, Figure
from bench.report.markup import Markup, element

# Pixels around everything.
EDGE = 20


def picture(figure: Figure, palette: Palette) -> str:
    numbers = {name: i for i, name in enumerate(figure.contenders)}
    first = figure.views[0].drawn
    shown = figure.views if isinstance(first, Bars) else figure.views[:1]
    words = " ".join(filter(None, [*(view.caption for view in shown), figure.caption, figure.totals]))
    title, y = paragraph(
        lines(figure.finding, size=TITLE_SIZE, bold=True), x=EDGE, y=EDGE, size=TITLE_SIZE, bold=True, class_="strong"
    )
    subtitle, y = paragraph(lines(words, size=TEXT_SIZE), x=EDGE, y=y + 4, size=TEXT_SIZE)
    if isinstance(first, Bars):
        drawn, y = bars([view.drawn for view in shown if isinstance(view.drawn, Bars)], numbers, left=EDGE, top=y + 14)
    else:
        drawn, y = panels(first, numbers, left=EDGE, top=y + 14)
    conditions, y = paragraph(caption(figure.conditions), x=EDGE, y=y + 6)
    return element(
        "svg",
        element("style", Markup(style(palette, len(numbers)))),
        element("rect", width="100%", height="100%", fill=palette.background),
        title,
        subtitle,
        drawn,
        conditions,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {y + EDGE:g}",
        width=WIDTH,
        height=y + EDGE,
        font_family=FONT,
        font_size=SMALL_SIZE,
        role="img",
        aria_label=figure.finding,
    )
