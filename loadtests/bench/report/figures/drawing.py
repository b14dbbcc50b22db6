"""A panel and a bar as SVG, the same on the page and in a picture. Places are in per cent, so that a drawing fills the
width that it gets and its texts keep their size. Colours are those of the style sheet around it, by class."""

from collections.abc import Mapping

from bench.report.figures.axis import Axis
from bench.report.figures.figure import Bar, Limit, Panel, Path, Point
from bench.report.markup import Markup, element, together

# Pixels: the height of a bar on the page.
BAR = 18


def panel(drawn: Panel, numbers: Mapping[str, int]) -> Markup:
    """`numbers`: of the contenders' colours."""
    return together(
        *(_across(drawn.y, tick) for tick in drawn.y.ticks()),
        *(_upright(drawn.x, tick) for tick in drawn.x.ticks()),
        _limit(drawn.y, drawn.limit) if drawn.limit else "",
        *(_line(drawn, path, number=numbers[path.contender]) for path in drawn.paths),
        *(_mark(drawn, point, number=numbers[path.contender]) for path in drawn.paths for point in path.points),
    )


def bar(drawn: Bar, axis: Axis, *, number: int, height: float = BAR) -> Markup:
    """With its interval, if `drawn` has an estimate."""
    if not drawn.estimate:
        return Markup("")
    left, right = sorted((axis.share(1), axis.share(drawn.estimate.value)))
    rectangle = element(
        "rect",
        x=percent_of(left),
        width=percent_of(right - left),
        y="50%",
        height=height,
        transform=f"translate(0 {-height / 2:g})",
        rx=2,
        role="img",
        aria_label=drawn.says,
        class_=f"mark bar of-{number}{'' if drawn.estimate.clear else ' unclear'}",
    )
    low, high = (percent_of(axis.share(bound)) for bound in (drawn.estimate.low, drawn.estimate.high))
    return together(rectangle, element("line", x1=low, x2=high, y1="50%", y2="50%", class_="whisker"))


def grid(axis: Axis) -> Markup:
    ticks = [percent_of(axis.share(tick)) for tick in axis.ticks()]
    return together(*(element("line", x1=tick, x2=tick, y1=0, y2="100%", class_="grid") for tick in ticks))


def scale(axis: Axis) -> Markup:
    """The ticks' values, 12 pixels below the top."""
    places = [(axis.words(tick), percent_of(axis.share(tick))) for tick in axis.ticks()]
    return together(*(element("text", words, x=place, y=12, text_anchor="middle") for words, place in places))


def percent_of(share: float) -> str:
    return f"{100 * share:.4g}%"


def _across(y: Axis, tick: float) -> Markup:
    place = percent_of(1 - y.share(tick))
    return together(
        element("line", x1=0, x2="100%", y1=place, y2=place, class_="grid"),
        element("text", y.words(tick), x=-8, y=place, dy="0.35em", text_anchor="end"),
    )


def _upright(x: Axis, tick: float) -> Markup:
    place = percent_of(x.share(tick))
    return together(
        element("line", x1=place, x2=place, y1=0, y2="100%", class_="grid"),
        element("text", x.words(tick), x=place, y="100%", dy="1.5em", text_anchor="middle"),
    )


def _limit(y: Axis, limit: Limit) -> Markup:
    place = percent_of(1 - y.share(limit.y))
    words = element("text", limit.words, x="50%", y=place, dy="-0.4em", text_anchor="middle")
    return element("g", element("line", x1=0, x2="100%", y1=place, y2=place), words, class_="limit")


def _line(drawn: Panel, path: Path, *, number: int) -> Markup:
    """An SVG of its own, because a path knows no per cent: it is stretched to the panel, and its stroke is not."""
    places = " ".join(f"{1000 * drawn.x.share(a):.5g},{1000 * (1 - drawn.y.share(b)):.5g}" for a, b in path.places)
    style = f"line of-{number}{' faint' if path.faint else ''}"
    line = element("polyline", points=places, class_=style, vector_effect="non-scaling-stroke")
    return element("svg", line, viewBox="0 0 1000 1000", preserveAspectRatio="none")


def _mark(drawn: Panel, point: Point, *, number: int) -> Markup:
    across, down = percent_of(drawn.x.share(point.x)), percent_of(1 - drawn.y.share(point.y))
    named = {"role": "img", "aria_label": point.says, "class_": f"mark {point.shape} of-{number}"}
    if point.shape == "cross":
        return element("svg", element("path", d="M-5-5 5 5M-5 5 5-5"), x=across, y=down, **named)
    return element("circle", cx=across, cy=down, r=4, **named)
