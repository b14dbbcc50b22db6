"""A figure on the page: a choice of measures, bars or panels, and a caption."""

from collections.abc import Mapping, Sequence

from bench.report.figures import drawing
from bench.report.figures.axis import Axis
from bench.report.figures.figure import Bar, BarGroup, Bars, Figure, Panel, View
from bench.report.markup import Markup, element, together


def figure(drawn: Figure, numbers: Mapping[str, int], *, known: Sequence[str]) -> Markup:
    """`numbers`: those of the contenders on the page. `known`: the conditions that the page says elsewhere."""
    captions = [view.caption for view in drawn.views]
    caption = element("p", " ".join(filter(None, [drawn.caption, *captions])))
    conditions = "" if drawn.conditions == known else element("small", " · ".join(drawn.conditions))
    measured = [_view(view, numbers) for view in drawn.views]
    shown = _measures(drawn, measured) if len(measured) > 1 else measured[0]
    return element("figure", shown, element("figcaption", caption, conditions), class_="chart")


def _measures(drawn: Figure, measured: Sequence[Markup]) -> Markup:
    """The drawing of each measure; one is seen at a time."""
    choices = [
        element(
            "label",
            element("input", type="radio", name=drawn.stem, value=view.key, checked=i == 0),
            element("span", view.title),
        )
        for i, view in enumerate(drawn.views)
    ]
    legend = element("legend", "Measure", class_="unseen")
    parts = [
        element("div", markup, class_=f"measure {view.key}") for view, markup in zip(drawn.views, measured, strict=True)
    ]
    return together(element("fieldset", legend, *choices, class_="choice"), *parts)


def _view(view: View, numbers: Mapping[str, int]) -> Markup:
    if isinstance(view.drawn, Bars):
        return _bars(view.drawn, numbers)
    panels = [_panel(panel, numbers) for panel in view.drawn]
    return element("div", *panels, class_="panels" if len(panels) > 1 else "wide")


def _panel(drawn: Panel, numbers: Mapping[str, int]) -> Markup:
    heading = element("h3", drawn.heading) if drawn.heading else ""
    remarks = [element("span", words, class_=f"of-{numbers[name]}") for name, words in drawn.remarks]
    svg = element("svg", drawing.panel(drawn, numbers), role="group", aria_label=drawn.label)
    plot = element("div", svg, class_="plot marks")
    return element("section", heading, element("p", *remarks, class_="remarks"), plot, class_="panel")


def _bars(drawn: Bars, numbers: Mapping[str, int]) -> Markup:
    groups = [_group(group, drawn.axis, numbers=numbers) for group in drawn.groups]
    scale = element("div", element("svg", drawing.scale(drawn.axis)), class_="bar scale", aria_hidden="true")
    return together(element("ol", *groups, class_="bars marks"), scale)


def _group(group: BarGroup, axis: Axis, *, numbers: Mapping[str, int]) -> Markup:
    name = element("div", element("b", group.name), element("small", group.title), class_="name")
    bars = [_bar(bar, axis, number=numbers[bar.contender], named=len(group.bars) > 1) for bar in group.bars]
    return element("li", name, element("div", *bars))


def _bar(bar: Bar, axis: Axis, *, number: int, named: bool) -> Markup:
    if not bar.estimate:
        wrong = " wrong" if bar.wrong else ""
        return element("div", bar.words, class_=f"bar none{wrong} of-{number}")
    svg = element("svg", drawing.grid(axis), drawing.bar(bar, axis, number=number))
    plot = element("div", svg, class_="plot")
    return element("div", plot, _figure(bar, named=named), class_=f"bar of-{number}")


def _figure(bar: Bar, *, named: bool) -> Markup:
    """`52.1×`, what it means, and below it the interval."""
    value, _, rest = bar.words.partition("× ")
    meaning, bracket, interval = rest.partition("[")
    small = element("small", (f"{bar.contender} " if named else "") + bracket + interval)
    return element("div", element("b", f"{value}×"), f" {meaning}", small, class_="figure")
