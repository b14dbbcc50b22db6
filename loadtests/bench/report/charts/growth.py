"""CPU per request as the table, or the page's depth, grows: a panel for each scenario, on two log axes."""

from collections.abc import Iterator

import altair as alt

from bench.analysis.slopes import panel_of, position, slopes
from bench.report.charts.parts import TIME, Datum, caption_below, caption_layer, colour_of, of_kind, panel_headings
from bench.report.charts.theme import TEXT_SIZE, TITLE_SIZE, WIDTH, lines
from bench.report.findings import growth_finding
from bench.results.run import Results

COLUMNS = 3
PANEL_HEIGHT, GAP, EDGE = 96, 30, 20  # pixels
HEADING = 36  # pixels above a panel for its name and slopes
LEGEND_GAP = 6
AXIS_LEFT, AXIS_BELOW = 45, 30  # pixels beside and below the panels for the axes' labels
FIGURE = "CPU"

ROWS = (
    "datum.value < 1000 ? format(datum.value, '~g') : datum.value < 1e6 ? format(datum.value / 1e3, '~g') + 'k' "
    ": format(datum.value / 1e6, '~g') + 'M'"
)


def growth(curve: Results) -> alt.TopLevelMixin:
    """`curve` has points."""
    names = list(dict.fromkeys(panel_of(point.axis, point.scenario) for point in curve.curve))
    columns = min(COLUMNS, len(names))
    width = (WIDTH - 2 * EDGE - AXIS_LEFT - (columns - 1) * GAP) / columns
    colour = colour_of(curve, legend_gap=LEGEND_GAP)
    layers = [
        *line_layers(colour),
        *panel_headings(curve, "slope", colour, step=width / max(2, len(curve.contenders))),
        caption_layer(of_kind("caption"), x=-AXIS_LEFT, y=PANEL_HEIGHT + AXIS_BELOW),
    ]
    data = [*points(curve), *headings(curve), caption_below(curve, "panel", names, columns)]
    panels: alt.FacetChart = (
        alt.layer(*layers, data=alt.InlineData(values=data))
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


def points(curve: Results) -> list[Datum]:
    return [
        {
            "kind": "point",
            "panel": panel_of(point.axis, point.scenario),
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
    panels = dict.fromkeys(panel_of(point.axis, point.scenario) for point in curve.curve)
    yield from ({"kind": "name", "panel": panel, "text": panel} for panel in panels)
    for slope in slopes(curve):
        if slope.figure == FIGURE:
            panel = panel_of(slope.axis, slope.scenario)
            text = f"{slope.contender} {slope.value:z.2f}"
            yield {"kind": "slope", "panel": panel, "contender": slope.contender, "text": text}


def line_layers(colour: alt.Color) -> list[alt.Chart]:
    powers = [10.0**power for power in range(-3, 8)]
    scale = alt.Scale(type="log", nice=False)
    x = alt.X("x:Q", scale=scale, axis=alt.Axis(values=powers, labelExpr=ROWS, title=None, labelFlush=False))
    y = alt.Y("y:Q", scale=scale, axis=alt.Axis(values=powers, labelExpr=TIME, title=None))
    every = of_kind("point").encode(x=x, y=y, color=colour)
    return [
        every.transform_filter("datum.valid").mark_line(strokeWidth=2.5),
        every.transform_filter("datum.valid").mark_point(size=45, filled=True, opacity=1),
        every.transform_filter("!datum.valid").mark_point(size=70, shape="cross", angle=45, filled=True, opacity=1),
    ]
