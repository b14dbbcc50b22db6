"""What every figure of the page has: a choice of measures, panels, and below it what it shows."""

from collections.abc import Mapping

from bench.report.page.markup import Markup, element, together


def chart(drawn: Markup, caption: str, conditions: str = "") -> Markup:
    small = element("small", conditions) if conditions else ""
    return element("figure", drawn, element("figcaption", element("p", caption), small), class_="chart")


def measures(name: str, drawn: Mapping[str, tuple[str, Markup]]) -> Markup:
    """The drawing of each measure, by its key (one of report.css's), with its words; one is seen at a time."""
    choices = [
        element(
            "label",
            element("input", type="radio", name=name, value=key, checked=i == 0),
            element("span", words),
        )
        for i, (key, (words, _)) in enumerate(drawn.items())
    ]
    legend = element("legend", "Measure", class_="unseen")
    parts = [element("div", markup, class_=f"measure {key}") for key, (_, markup) in drawn.items()]
    return together(element("fieldset", legend, *choices, class_="choice"), *parts)


def panel(heading: str, remarks: Markup, drawn: Markup) -> Markup:
    return element("section", element("h3", heading), element("p", remarks, class_="remarks"), drawn, class_="panel")


def remark(contender: int, words: str) -> Markup:
    """A figure above a panel, in its contender's colour."""
    return element("span", words, class_=f"of-{contender}")
