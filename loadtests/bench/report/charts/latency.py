"""How long answers take: a cumulative curve for each contender, a panel for each scenario, on one log axis."""

from collections.abc import Sequence

import altair as alt

from bench.analysis.latency import EVERY
from bench.analysis.rows import Row, rows
from bench.report.charts.parts import TIME, Datum, caption_below, caption_layer, colour_of, of_kind, panel_headings
from bench.report.charts.theme import TEXT_SIZE, TITLE_SIZE, WIDTH, lines
from bench.report.findings import latency_finding
from bench.report.words import median_words, star
from bench.results.quantiles import BEYOND_PERCENTILE, percentile_is_known
from bench.results.run import QUANTILE_STEPS, Results

COLUMNS = 3
PANEL_HEIGHT, GAP, EDGE = 96, 22, 20  # pixels
HEADING = 36  # pixels above a panel for its name and medians
LEGEND_GAP = 6
AXIS_LEFT, AXIS_BELOW = 37, 36  # pixels beside and below the panels for the axes' labels


def latency(results: Results) -> alt.TopLevelMixin:
    table = rows(results)
    names = [scenario.name for scenario in results.scenarios]
    columns = 2 if len(names) == 4 else min(COLUMNS, len(names))
    width = (WIDTH - 2 * EDGE - AXIS_LEFT - (columns - 1) * GAP) / columns
    title = lines(latency_finding(results), size=TITLE_SIZE, bold=True)
    colour = colour_of(results, legend_gap=LEGEND_GAP)
    layers = [
        *curve_layers(table, colour),
        *panel_headings(results, "median", colour, step=width / max(COLUMNS, len(results.contenders))),
        caption_layer(of_kind("caption"), x=-AXIS_LEFT, y=PANEL_HEIGHT + AXIS_BELOW),
    ]
    data = [*points(table), *headings(table), caption_below(results, "scenario", names, columns)]
    return (
        alt.layer(*layers, data=alt.InlineData(values=data))
        .properties(width=width, height=PANEL_HEIGHT)
        .facet(
            facet=alt.Facet("scenario:N", sort=names, header=alt.Header(labelExpr="''", title=None)),
            columns=columns,
            spacing={"row": HEADING + GAP, "column": GAP},
            bounds="flush",
        )
        .properties(
            title=alt.TitleParams(title, subtitle=subtitle_of(table), dx=-AXIS_LEFT, offset=16, frame="group"),
            padding={"left": EDGE, "right": EDGE, "top": EDGE, "bottom": 14},
        )
    )


def subtitle_of(table: Sequence[Row]) -> list[str]:
    pairs = any(row.latency_of_pairs for row in table)
    text = (
        "Share of answers that came within a time, all rounds together; above each panel the medians, "
        "or n where there are too few answers for one. "
        f"Faint: fewer than {BEYOND_PERCENTILE} requests lie beyond."
        + (" *: too few requests in the rounds, so these are those of the pairs." if pairs else "")
    )
    return lines(text, size=TEXT_SIZE)


def points(table: Sequence[Row]) -> list[Datum]:
    """The curves: `share` of the answers of a contender came within `ms`."""
    return [
        {
            "kind": "curve",
            "scenario": row.scenario.name,
            "contender": row.contender.name,
            "ms": float(f"{row.latency.quantiles_ms[step]:.4g}"),
            "share": step / QUANTILE_STEPS,
            "known": row.latency_valid and percentile_is_known(row.latency.n, step / QUANTILE_STEPS),
        }
        for row in table
        for step in range(0, len(row.latency.quantiles_ms), EVERY)
        if row.latency.quantiles_ms[step] > 0
    ]


def headings(table: Sequence[Row]) -> list[Datum]:
    """Above each panel: the scenario's name, and each contender's median in its colour."""
    names = {
        row.scenario.name: {"kind": "name", "scenario": row.scenario.name, "text": row.scenario.name + star(row)}
        for row in table
    }
    medians = [
        {"kind": "median", "scenario": row.scenario.name, "contender": row.contender.name, "text": median_words(row)}
        for row in table
    ]
    return [*names.values(), *medians]


def curve_layers(table: Sequence[Row], colour: alt.Color) -> list[alt.Chart]:
    times = [point["ms"] for point in points(table)] or [1.0, 1000.0]
    powers = [10.0**power for power in range(-3, 7)]
    x = alt.X(
        "ms:Q",
        scale=alt.Scale(type="log", domain=[min(times), max(times)], nice=False),
        axis=alt.Axis(values=powers, labelExpr=TIME, title=None),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(values=[0, 0.5, 1], format="%", title=None))
    curves = of_kind("curve").encode(x=x, y=y, color=colour)
    return [
        curves.mark_line(strokeWidth=1.5, opacity=0.4),
        curves.transform_filter("datum.known").mark_line(strokeWidth=2.5),
        curves.transform_filter("datum.known && datum.share == 0.5").mark_point(size=45, filled=True, opacity=1),
    ]
