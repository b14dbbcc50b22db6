"""Throughput against p99 on two log axes: a line a contender, a cross where the objective was missed."""

from typing import Any

import altair as alt

from bench.report.charts.parts import TIME, Datum, caption_layer, colour_of
from bench.report.charts.theme import TEXT_SIZE, TITLE_SIZE, WIDTH, caption, lines
from bench.report.findings import capacity_finding
from bench.report.words import conditions_words
from bench.results.run import Results

EDGE, LEFT, HEIGHT, AXIS = 20, 44, 300, 44  # pixels; LEFT for the labels of the axis, AXIS for what is below it
LEGEND_GAP = 4
PLOT = WIDTH - LEFT - 2 * EDGE
ROOM = 1.4  # from the outermost mark to the end of its axis


def capacity(results: Results) -> alt.TopLevelMixin:
    """`results` have a capacity."""
    objective_ms = results.capacity[0].objective.p99_ms
    plateaus = points(results)
    rates, times = ([point[field] for point in plateaus] for field in ("per_s", "p99_ms"))
    x = axis_of("per_s", rates, "format(datum.value, ',')", "requests answered a second")
    y = axis_of("p99_ms", [objective_ms, *times], TIME, None)
    every = alt.Chart().encode(x=x, y=y, color=colour_of(results, legend_gap=LEGEND_GAP))
    limit = {"p99_ms": objective_ms, "words": f"the objective: {objective_ms:g} ms"}
    conditions = alt.Chart(alt.InlineData(values=[{"text": caption(conditions_words(results))}]))
    return alt.layer(
        every.mark_line(strokeWidth=2.5),
        every.transform_filter("datum.met").mark_point(size=70, filled=True, opacity=1),
        every.transform_filter("!datum.met").mark_point(size=110, shape="cross", angle=45, filled=True, opacity=1),
        *limit_layers(limit, y),
        caption_layer(conditions, x=-LEFT, y=HEIGHT + AXIS),
        data=alt.InlineData(values=plateaus),
    ).properties(
        width=PLOT,
        height=HEIGHT,
        title=alt.TitleParams(
            lines(f"{capacity_finding(results)}", size=TITLE_SIZE, bold=True),
            subtitle=lines(subtitle_of(objective_ms), size=TEXT_SIZE),
            dx=-LEFT,
            offset=14,
            frame="group",
        ),
        padding={"left": EDGE, "right": EDGE, "top": EDGE, "bottom": 14},
    )


def subtitle_of(objective_ms: float) -> str:
    return (
        "Time within which 99 % of the requests were answered, at constant offered rates. "
        f"Crosses: the objective was missed (99 % within {objective_ms:g} ms, nothing dropped, hardly an error)."
    )


def points(results: Results) -> list[Datum]:
    return [
        {
            "contender": capacity.contender,
            "per_s": float(f"{plateau.requests_per_s:.4g}"),
            "p99_ms": float(f"{plateau.p99_ms:.4g}"),
            "met": plateau.met,
        }
        for capacity in results.capacity
        for plateau in capacity.plateaus
        if plateau.p99_ms and plateau.requests_per_s
    ]


def axis_of(field: str, values: list[float], words: str, title: str | None) -> Any:
    low, high = min(values, default=1.0), max(values, default=10.0)
    scale = alt.Scale(type="log", domain=[low / ROOM, high * ROOM], nice=False)
    channel = alt.X if title else alt.Y
    return channel(f"{field}:Q", scale=scale, axis=alt.Axis(labelExpr=words, title=title, values=ticks(low, high)))


def ticks(low: float, high: float) -> list[float]:
    """Powers of ten, and the steps between them on a short axis."""
    steps = (1, 2, 5) if high / low < 100 else (1,)
    return [step * 10.0**power for power in range(-3, 7) for step in steps]


def limit_layers(limit: Datum, y: Any) -> list[alt.Chart]:
    chart = alt.Chart(alt.InlineData(values=[limit])).encode(y=y)
    words = chart.mark_text(style="muted", align="center", baseline="bottom", dy=-4)
    return [
        chart.mark_rule(style="spread", strokeDash=[5, 4], strokeWidth=1.5),
        words.encode(x=alt.value(PLOT / 2), text="words:N"),
    ]
