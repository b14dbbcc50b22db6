"""Factor bars: how many times less CPU a request needs than with the baseline, beside paired latency, on a log axis."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from bench.analysis.overall import overall
from bench.analysis.rows import Row, rows_of
from bench.analysis.statistics import Estimate
from bench.report.charts.theme import FIGURE_SIZE, SMALL_SIZE, TEXT_SIZE, TITLE_SIZE, WIDTH, caption, lines, text_width
from bench.report.findings import cpu_finding
from bench.report.numbers import factor
from bench.report.words import conditions_words, cpu_words, latency_words, spread_words
from bench.results.run import Results

EDGE, LEFT, RIGHT = 20, 230, 16  # pixels: around everything, for the scenarios' names, and behind the labels
CPU_BAR, LATENCY_BAR, SCENARIO_GAP = 20, 18, 20  # pixels of height, with the space around a bar
AXIS = 42
TICKS = [step * 10.0**power for power in range(-3, 6) for step in (1, 2, 5)]

type Datum = dict[str, Any]


def factors(results: Results) -> alt.TopLevelMixin:
    data = list(placed(results))
    height = max(datum["y"] for datum in data) + LATENCY_BAR
    title = lines(cpu_finding(results), size=TITLE_SIZE, bold=True)
    subtitle = lines(subtitle_of(results), size=TEXT_SIZE)
    conditions = caption(conditions_words(results))
    data.append({"kind": "caption", "y": height + AXIS, "text": conditions})
    return alt.layer(
        *bar_layers(results, data), *label_layers(), *text_layers(), data=alt.InlineData(values=data)
    ).properties(
        width=WIDTH - LEFT - RIGHT,
        height=height,
        autosize=alt.AutoSizeParams(type="none"),
        padding={
            "left": LEFT,
            "right": RIGHT,
            "top": EDGE + len(title) * (TITLE_SIZE + 5) + len(subtitle) * (TEXT_SIZE + 4) + 28,
            "bottom": AXIS + len(conditions) * (SMALL_SIZE + 4) + 8,
        },
        title=alt.TitleParams(title, subtitle=subtitle, frame="group", dx=EDGE - LEFT, offset=20),
    )


def subtitle_of(results: Results) -> str:
    means = ", ".join(f"{mean.contender.name} {factor(mean.cpu)}" for mean in overall(results) if mean.cpu)
    return (
        "Thick bars: CPU time of service, database and cache for one request, at the same offered load. "
        "Thin bars: latency of the same question asked to both. "
        f"In brackets: {spread_words(results.conditions.rounds)}."
        + (f" Geometric mean of the CPU ratios: {means}." if means else "")
    )


def placed(results: Results) -> Iterator[Datum]:
    """Everything that is drawn, with its height in pixels from the top, in the order of the table."""
    y = 0.0
    for scenario in results.scenarios:
        yield {"kind": "name", "y": y + CPU_BAR / 2, "text": scenario.name}
        title = lines(scenario.title, size=SMALL_SIZE, width=LEFT - EDGE - 12)
        yield {"kind": "title", "y": y + CPU_BAR + LATENCY_BAR / 2 - 3, "text": title}
        baseline, *others = rows_of(results, scenario)
        for row in others:
            name = f"{row.contender.name} " if len(others) > 1 else ""
            yield cpu_bar(row, baseline, y + CPU_BAR / 2, name=name, rounds=results.conditions.rounds)
            if row.latency_ratio:
                words = latency_words(row.latency_ratio)
                yield bar("latency", row, row.latency_ratio, y + CPU_BAR + LATENCY_BAR / 2 - 4, words)
            y += CPU_BAR + LATENCY_BAR
        y += SCENARIO_GAP


def cpu_bar(row: Row, baseline: Row, y: float, *, name: str, rounds: int) -> Datum:
    """The bar, or in its place the reason why there is none: the contender's own, or the baseline's."""
    if row.cpu_ratio is None:
        blamed = row if row.remark else baseline
        first, *more = (blamed.remark or "has no ratio").split("; ")
        others = f", and {len(more)} more" if more else ""
        return {"kind": "invalid", "y": y, "text": f"× {blamed.contender.name} {first}{others}"}
    some = f", {row.cpu_ratio.n} of {rounds} rounds" if row.cpu_ratio.n < rounds else ""
    return bar("CPU", row, row.cpu_ratio, y, cpu_words(row.cpu_ratio) + some, name=name)


def bar(kind: str, row: Row, estimate: Estimate, y: float, words: str, *, name: str = "") -> Datum:
    """`words` start with the figure, which is drawn larger than the phrase behind it."""
    figure, _, phrase = words.partition(" ")
    size = FIGURE_SIZE if kind == "CPU" else SMALL_SIZE
    return {
        "kind": kind,
        "scenario": row.scenario.name,
        "contender": row.contender.name,
        "y": y,
        "one": 1,
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "end": max(estimate.value, estimate.high, 1),
        "clear": estimate.clear,
        "figure": name + figure,
        "phrase": phrase,
        "gap": 13 + text_width(name + figure, size=size, bold=True),
    }


def of_kind(*kinds: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.FieldOneOfPredicate(field="kind", oneOf=list(kinds))).encode(y=HEIGHT)


HEIGHT = alt.Y("y:Q", scale=None, axis=None)


def bar_layers(results: Results, data: Sequence[Datum]) -> list[alt.Chart]:
    scale, ticks = scale_of(data)
    axis = alt.Axis(orient="bottom", values=ticks, labelExpr="format(datum.value, ',') + '×'", title=None)
    contenders = alt.Scale(domain=[contender.name for contender in results.contenders])
    bars = [
        of_kind(kind)
        .mark_bar(orient="horizontal", size=thickness, cornerRadiusEnd=2)
        .encode(
            x=alt.X("one:Q", scale=scale, axis=axis),
            x2="value:Q",
            color=alt.Color("contender:N", scale=contenders, legend=None),
            opacity=alt.condition("datum.clear", alt.value(opacity), alt.value(0.3)),
        )
        for kind, thickness, opacity in (("CPU", 16, 1.0), ("latency", 5, 0.6))
    ]
    whiskers = of_kind("CPU", "latency").mark_rule(style="spread", strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    return [*bars, whiskers]


def scale_of(data: Sequence[Datum]) -> tuple[alt.Scale, list[float]]:
    """From the smallest factor, or 1, as far as every bar with its label needs; and ticks as far as the bars go."""
    bars = [datum for datum in data if "end" in datum]
    low = min([1.0, *(bar["low"] / 1.1 for bar in bars)])
    high = max([2.0, *(bar["end"] for bar in bars)])
    width = WIDTH - LEFT - RIGHT
    spans = [math.log(bar["end"] / low) * width / (width - label_width(bar)) for bar in bars]
    scale = alt.Scale(type="log", domain=[low, low * math.exp(max([math.log(high / low), *spans]))], nice=False)
    return scale, [tick for tick in TICKS if low <= tick <= high]


def label_width(bar: Datum) -> float:
    """Pixels that the figure and the phrase behind a bar take."""
    return float(bar["gap"]) + text_width(bar["phrase"], size=SMALL_SIZE)


def label_layers() -> list[alt.Chart]:
    """Behind each bar its figure, and behind that, as far as the figure is wide, what it means and its interval."""
    layers = []
    for kind, style in (("CPU", "figure"), ("latency", "small")):
        label = of_kind(kind).encode(x="end:Q")
        layers.append(label.mark_text(style=style, align="left", baseline="middle", dx=8).encode(text="figure:N"))
        phrase = label.mark_text(style="muted", align="left", baseline="middle", dx=alt.expr("datum.gap"))
        layers.append(phrase.encode(text="phrase:N"))
    return layers


def text_layers() -> list[alt.Chart]:
    """Names on the left, reasons where a bar would be, and the conditions below, each in its own style."""
    left, names = EDGE - LEFT, LEFT - EDGE - 8
    kinds = (
        ("name", "name", left, names),
        ("title", "muted", left, names),
        ("invalid", "warning", 8, WIDTH - LEFT - EDGE),
        ("caption", "muted", left, WIDTH),
    )
    return [
        of_kind(kind)
        .mark_text(style=style, align="left", baseline="middle", limit=limit, lineHeight=SMALL_SIZE + 4)
        .encode(x=alt.value(x), text="text:N")
        for kind, style, x, limit in kinds
    ]
