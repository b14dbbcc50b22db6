"""What more than one chart is made of: data by kind, legend, ticks of times, headings of panels, caption."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from bench.report.charts.theme import SMALL_SIZE, TEXT_SIZE, caption
from bench.report.words import conditions_words
from bench.results.run import Results

type Datum = dict[str, Any]

# A tick's milliseconds in words, as a Vega expression.
TIME = "datum.value < 1000 ? format(datum.value, '~g') + ' ms' : format(datum.value / 1000, '~g') + ' s'"


def of_kind(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.datum.kind == kind)


def colour_of(results: Results, *, legend_gap: int) -> alt.Color:
    """A colour for each contender, and the legend, so many pixels above what it explains."""
    names = [contender.name for contender in results.contenders]
    legend = alt.Legend(orient="top", symbolType="stroke", symbolOpacity=1, symbolSize=200, offset=legend_gap)
    return alt.Color("contender:N", scale=alt.Scale(domain=names), legend=legend)


def panel_headings(results: Results, kind: str, colour: alt.Color, *, step: float) -> list[alt.Chart]:
    """The panel's name, and below it a text of this kind for each contender, every `step` pixels."""
    name = of_kind("name").mark_text(style="name", align="left", baseline="middle")
    figures = of_kind(kind).encode(color=colour, text="text:N", y=alt.value(-10))
    return [name.encode(x=alt.value(0), y=alt.value(-27), text="text:N")] + [
        figures.transform_filter(alt.datum.contender == contender.name)
        .mark_text(align="left", baseline="middle", fontSize=TEXT_SIZE, fontWeight="bold")
        .encode(x=alt.value(i * step))
        for i, contender in enumerate(results.contenders)
    ]


def caption_below(results: Results, field: str, panels: Sequence[str], columns: int) -> Datum:
    """The conditions, below the panel at the lower left; `field` holds a datum's panel."""
    lowest = panels[(len(panels) - 1) // columns * columns]
    return {"kind": "caption", field: lowest, "text": caption(conditions_words(results))}


def caption_layer(chart: alt.Chart, *, x: float, y: float) -> Any:
    mark = chart.mark_text(style="muted", align="left", baseline="top", lineHeight=SMALL_SIZE + 4)
    return mark.encode(x=alt.value(x), y=alt.value(y), text="text:N")
