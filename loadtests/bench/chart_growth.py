"""CPU per request as the table, or the page's depth, grows: a panel for each scenario, on two log axes."""

from collections.abc import Iterator
from typing import Any

import altair as alt

from bench.chart_theme import SMALL_SIZE, TEXT_SIZE, TITLE_SIZE, WIDTH, caption, lines
from bench.report_findings import growth_finding
from bench.report_words import conditions_words
from bench.results import CurvePoint, Results
from bench.slopes import position, slopes

COLUMNS = 3
PANEL_HEIGHT, GAP, EDGE = 96, 30, 20  # pixels
HEADING = 36  # pixels above a panel for its name and slopes
AXIS_LEFT, AXIS_BELOW = 45, 30  # pixels beside and below the panels for the axes' labels
FIGURE = "CPU"

ROWS = (
    "datum.value < 1000 ? format(datum.value, '~g') : datum.value < 1e6 ? format(datum.value / 1e3, '~g') + 'k' "
    ": format(datum.value / 1e6, '~g') + 'M'"
)
TIME = "datum.value < 1000 ? format(datum.value, '~g') + ' ms' : format(datum.value / 1000, '~g') + ' s'"

type Datum = dict[str, Any]


def growth(curve: Results) -> alt.TopLevelMixin:
    """`curve` has points."""
    names = list(dict.fromkeys(panel_of(point) for point in curve.curve))
    columns = min(COLUMNS, len(names))
    width = (WIDTH - 2 * EDGE - AXIS_LEFT - (columns - 1) * GAP) / columns
    data = [*points(curve), *headings(curve), *captions(curve, names, columns)]
    panels: alt.FacetChart = (
        alt.layer(*line_layers(curve), *heading_layers(curve, width), data=alt.InlineData(values=data))
        .properties(width=width, height=PANEL_HEIGHT)
        .facet(
            facet=alt.Facet("panel:N", sort=names, header=alt.Header(labelExpr="''", title=None)),
            columns=columns,
            spacing={"row": HEADING + GAP, "column": GAP},
            bounds="flush",
        )
        .resolve_scale(x="independent")
        .properties(
            title=alt.TitleParams(
                lines(growth_finding(curve), size=TITLE_SIZE, bold=True),
                subtitle=lines(SUBTITLE, size=TEXT_SIZE),
                dx=-AXIS_LEFT,
                offset=16,
                frame="group",
            ),
            padding={"left": EDGE, "right": EDGE, "top": EDGE, "bottom": 14},
        )
    )
    return panels


SUBTITLE = (
    "CPU of one request against customers in the table, or against rows before the page; one user, one request at a "
    "time. Above each panel the slopes: 1 is linear, 0 does not grow. Crosses are invalid and not in the slope."
)


def panel_of(point: CurvePoint) -> str:
    return point.scenario if point.axis == "rows" else "depth of the page"


def points(curve: Results) -> list[Datum]:
    return [
        {
            "kind": "point",
            "panel": panel_of(point),
            "contender": point.contender,
            "x": position(point),
            "y": float(f"{point.cpu_ms_per_request.total:.4g}"),
            "valid": point.valid,
        }
        for point in curve.curve
        if point.cpu_ms_per_request.total
    ]


def headings(curve: Results) -> Iterator[Datum]:
    """Above each panel: its name, and each contender's slope in its colour."""
    panels = {(point.axis, point.scenario): panel_of(point) for point in curve.curve}
    yield from ({"kind": "name", "panel": panel, "text": panel} for panel in panels.values())
    for slope in slopes(curve):
        if slope.figure == FIGURE:
            panel = panels[slope.axis, slope.scenario]
            text = f"{slope.contender} {slope.value:z.2f}"
            yield {"kind": "slope", "panel": panel, "contender": slope.contender, "text": text}


def captions(curve: Results, names: list[str], columns: int) -> list[Datum]:
    """The conditions, below the panel at the lower left."""
    lowest = names[(len(names) - 1) // columns * columns]
    return [{"kind": "caption", "panel": lowest, "text": caption(conditions_words(curve))}]


def of_kind(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.datum.kind == kind)


def colour_of(curve: Results) -> alt.Color:
    names = [contender.name for contender in curve.contenders]
    legend = alt.Legend(orient="top", symbolType="stroke", symbolOpacity=1, symbolSize=200, offset=6)
    return alt.Color("contender:N", scale=alt.Scale(domain=names), legend=legend)


def line_layers(curve: Results) -> list[alt.Chart]:
    powers = [10.0**power for power in range(-3, 8)]
    scale = alt.Scale(type="log", nice=False)
    x = alt.X("x:Q", scale=scale, axis=alt.Axis(values=powers, labelExpr=ROWS, title=None, labelFlush=False))
    y = alt.Y("y:Q", scale=scale, axis=alt.Axis(values=powers, labelExpr=TIME, title=None))
    every = of_kind("point").encode(x=x, y=y, color=colour_of(curve))
    return [
        every.transform_filter("datum.valid").mark_line(strokeWidth=2.5),
        every.transform_filter("datum.valid").mark_point(size=45, filled=True, opacity=1),
        every.transform_filter("!datum.valid").mark_point(size=70, shape="cross", angle=45, filled=True, opacity=1),
    ]


def heading_layers(curve: Results, width: float) -> list[alt.Chart]:
    name = of_kind("name").mark_text(style="name", align="left", baseline="middle")
    step = width / max(2, len(curve.contenders))
    slope = of_kind("slope").encode(color=colour_of(curve), text="text:N", y=alt.value(-10))
    mark = of_kind("caption").mark_text(style="muted", align="left", baseline="top", lineHeight=SMALL_SIZE + 4)
    return [
        name.encode(x=alt.value(0), y=alt.value(-27), text="text:N"),
        *(
            slope.transform_filter(alt.datum.contender == contender.name)
            .mark_text(align="left", baseline="middle", fontSize=TEXT_SIZE, fontWeight="bold")
            .encode(x=alt.value(i * step))
            for i, contender in enumerate(curve.contenders)
        ),
        mark.encode(x=alt.value(-AXIS_LEFT), y=alt.value(PANEL_HEIGHT + AXIS_BELOW), text="text:N"),
    ]
