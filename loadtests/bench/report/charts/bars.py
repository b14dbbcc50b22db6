"""Bars in a picture: names on the left, thick bars for the first measure and thin ones for the others, words behind."""

import math
from collections.abc import Iterator, Mapping, Sequence

from bench.report.charts.text import lines, text, text_width
from bench.report.charts.theme import FIGURE_SIZE, SMALL_SIZE, TEXT_SIZE, WIDTH
from bench.report.figures import drawing
from bench.report.figures.axis import Axis
from bench.report.figures.figure import Bar, BarGroup, Bars
from bench.report.markup import Markup, element, together

# Pixels: for the scenarios' names on the left, and behind the words on the right.
NAMES, RIGHT = 210, 20
# Pixels of height: of a bar, and of a bar with the space around it; of the first measure, then of the others.
THICK, THIN = (16, 20), (5, 18)
# Pixels: between two groups; between a bar and its words.
GAP, BEHIND = 20, 8


def bars(measures: Sequence[Bars], numbers: Mapping[str, int], *, left: float, top: float) -> tuple[Markup, float]:
    """The bars below the height `top`, and the height at which they end. All measures share one axis."""
    x, width = left + NAMES, WIDTH - left - NAMES - RIGHT
    axis = _axis(measures, width)
    drawn, y = [], top
    for groups in zip(*(each.groups for each in measures), strict=True):
        drawn.append(_name(groups[0], x=left, y=y))
        for same in zip(*(group.bars for group in groups), strict=True):
            named = len(groups[0].bars) > 1
            for i, bar in enumerate(same):
                if i and not bar.estimate:
                    # The first measure has a bar, or the reason why there is none.
                    continue
                thick, number = THIN if i else THICK, numbers[bar.contender]
                drawn.append(_bar(bar, axis, number=number, place=(x, y, width), thick=thick, named=named))
                y += thick[1]
        y += GAP
    height = y - top - GAP / 2
    grid = element("svg", drawing.grid(axis), x=x, y=top, width=width, height=height)
    scale = element("svg", drawing.scale(axis), x=x, y=top + height, width=width, height=20)
    return together(grid, *drawn, scale), top + height + 20


def _axis(measures: Sequence[Bars], width: float) -> Axis:
    """As far as every bar with its words needs, and with ticks as far as the bars go."""
    low, high = min(each.axis.low for each in measures), max(each.axis.high for each in measures)
    ends = [(_end(bar), _words_width(bar, thin=i > 0)) for i, bar in _all(measures) if bar.estimate]
    spans = [math.log(end / low) * width / (width - words) for end, words in ends]
    end = low * math.exp(max([math.log(high / low), *spans]))
    return Axis(low, end, measures[0].axis.words, last_tick=high)


def _all(measures: Sequence[Bars]) -> Iterator[tuple[int, Bar]]:
    return ((i, bar) for i, each in enumerate(measures) for group in each.groups for bar in group.bars)


def _end(bar: Bar) -> float:
    return max(bar.estimate.value, bar.estimate.high, 1.0) if bar.estimate else 1.0


def _words_width(bar: Bar, *, thin: bool) -> float:
    figure, _, phrase = f"{bar.contender} {bar.words}".partition("× ")
    size = SMALL_SIZE if thin else FIGURE_SIZE
    return 2 * BEHIND + text_width(f"{figure}× ", size=size, bold=True) + text_width(phrase, size=SMALL_SIZE)


def _name(group: BarGroup, *, x: float, y: float) -> Markup:
    title = lines(group.title, size=SMALL_SIZE, width=NAMES - 12)
    return together(
        text(group.name, x=x, y=y + 14, size=TEXT_SIZE, bold=True, class_="strong"),
        *(text(line, x=x, y=y + 29 + 13 * i) for i, line in enumerate(title)),
    )


def _bar(
    bar: Bar, axis: Axis, *, number: int, place: tuple[float, float, float], thick: tuple[int, int], named: bool
) -> Markup:
    x, y, width = place
    height, room = thick
    if not bar.estimate:
        first, *others = bar.words.split("; ")
        more = f", and {len(others)} more" if others else ""
        return text(f"× {first}{more}", x=x + BEHIND, y=y + 14, bold=True, class_="warning" if bar.wrong else "")
    drawn = element(
        "svg",
        drawing.bar(bar, axis, number=number, height=height),
        x=x,
        y=y,
        width=width,
        height=room,
        class_="thin" if thick == THIN else None,
    )
    behind = x + width * axis.share(_end(bar)) + BEHIND
    figure, _, phrase = (f"{bar.contender} {bar.words}" if named else bar.words).partition("× ")
    size = SMALL_SIZE if thick == THIN else FIGURE_SIZE
    middle = y + room / 2
    words = text(f"{figure}×", x=behind, y=middle + size * 0.35, size=size, bold=True, class_="strong")
    after = behind + text_width(f"{figure}×", size=size, bold=True) + 5
    return together(drawn, words, text(phrase, x=after, y=middle + 4))
