"""A panel of lines and points as SVG. Places are in per cent, so that it fills whatever width it gets and its texts
keep their size; colours are the page's, by the contender's number."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bench.report.page.markup import Markup, element, together

STEPS = (1, 2, 5)
FEW_POWERS = 2  # with so few powers of ten on an axis, the steps between them are named as well
Shape = Literal["dot", "cross", "none"]


@dataclass(frozen=True, slots=True)
class Axis:
    low: float
    high: float
    words: Callable[[float], str]
    """A tick's value as text."""
    log: bool = True

    def share(self, value: float) -> float:
        """How far along the axis, 0 to 1."""
        if not self.log:
            return (value - self.low) / (self.high - self.low)
        return math.log(value / self.low) / math.log(self.high / self.low)

    def ticks(self) -> list[float]:
        if not self.log:
            return [self.low, (self.low + self.high) / 2, self.high]
        exponents = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        powers = [10.0**exponent for exponent in exponents]
        inside = [power for power in powers if self.low <= power <= self.high]
        if len(inside) > FEW_POWERS:
            return inside
        return [tick for power in powers for step in STEPS if self.low <= (tick := step * power) <= self.high]


def log_axis(values: Sequence[float], words: Callable[[float], str], *, room: float = 1.15) -> Axis:
    """From the smallest to the largest of `values`, with room for the marks at both ends."""
    known = [value for value in values if value > 0] or [1.0, 10.0]
    return Axis(min(known) / room, max(known) * room, words)


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    says: str
    """The exact figures, for whoever points at it or reaches it with the keyboard."""
    shape: Shape = "dot"


@dataclass(frozen=True, slots=True)
class Line:
    contender: int
    """Its number on the page."""
    path: Sequence[tuple[float, float]]
    points: Sequence[Point] = field(default=())
    faint: bool = False


def plot(x: Axis, y: Axis, lines: Sequence[Line], *, label: str, limit: float | None = None) -> Markup:
    """`label` names the panel for who cannot see it; `limit` is a line across it, as of an objective."""
    return element(
        "div",
        element(
            "svg",
            *(_across(y, tick) for tick in y.ticks()),
            *(_upright(x, tick) for tick in x.ticks()),
            _limit(y, limit) if limit else "",
            *(_line(x, y, line) for line in lines),
            *(_mark(x, y, line.contender, point) for line in lines for point in line.points),
            role="group",
            aria_label=label,
        ),
        class_="plot marks",
    )


def percent_of(share: float) -> str:
    return f"{100 * share:.4g}%"


def _across(y: Axis, tick: float) -> Markup:
    place = percent_of(1 - y.share(tick))
    return together(
        element("line", x1=0, x2="100%", y1=place, y2=place, class_="grid"),
        element("text", y.words(tick), x=-8, y=place, class_="beside"),
    )


def _upright(x: Axis, tick: float) -> Markup:
    place = percent_of(x.share(tick))
    return together(
        element("line", x1=place, x2=place, y1=0, y2="100%", class_="grid"),
        element("text", x.words(tick), x=place, y="100%", dy="1.5em", class_="below"),
    )


def _limit(y: Axis, limit: float) -> Markup:
    place = percent_of(1 - y.share(limit))
    words = element("text", f"objective: {y.words(limit)}", x="50%", y=place, dy="-0.4em")
    return element("g", element("line", x1=0, x2="100%", y1=place, y2=place), words, class_="limit")


def _line(x: Axis, y: Axis, line: Line) -> Markup:
    """An SVG of its own, because a path knows no per cent: stretched to the panel, its stroke is not."""
    places = " ".join(f"{1000 * x.share(a):.5g},{1000 * (1 - y.share(b)):.5g}" for a, b in line.path)
    style = f"line of-{line.contender}{' faint' if line.faint else ''}"
    return element(
        "svg", element("polyline", points=places, class_=style), viewBox="0 0 1000 1000", preserveAspectRatio="none"
    )


def _mark(x: Axis, y: Axis, contender: int, point: Point) -> Markup:
    across, down = percent_of(x.share(point.x)), percent_of(1 - y.share(point.y))
    named = {"role": "img", "aria_label": point.says, "class_": f"mark {point.shape} of-{contender}"}
    if point.shape == "cross":
        return element("svg", element("path", d="M-5-5 5 5M-5 5 5-5"), x=across, y=down, **named)
    return element("circle", cx=across, cy=down, r=4, **named)
