"""The charts: what they say comes from the results, and everything fits, light and dark."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise, product
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bench.analysis.rows import rows
from bench.report.charts.all import charts
from bench.report.charts.capacity import capacity
from bench.report.charts.factors import factors
from bench.report.charts.growth import growth
from bench.report.charts.latency import latency
from bench.report.charts.theme import PALETTES, WIDTH, lines, picture, save, text_width
from bench.report.findings import capacity_finding, cpu_finding, growth_finding, latency_finding
from bench.results.run import Results
from made_up_capacity import no_capacity_within_the_objective, standard
from made_up_curve import curve, with_an_invalid_point
from made_up_results import only, quick, with_a_third_contender, with_an_invalid_cell, with_cells, with_cpu

SHAPES = pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender])
OF_EVERY_RUN = [factors, latency]
DRAWN = [
    (capacity, standard),
    (capacity, no_capacity_within_the_objective),
    (growth, curve),
    (growth, with_an_invalid_point),
]
CHARTS = pytest.mark.parametrize(("chart", "shape"), [*((chart, quick) for chart in OF_EVERY_RUN), *DRAWN])
PICTURES = pytest.mark.parametrize(
    ("chart", "shape"),
    [*product(OF_EVERY_RUN, [quick, with_an_invalid_cell, with_a_third_contender]), *DRAWN],
)
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
TRANSLATION = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")


def specification(chart: Any) -> dict[str, Any]:
    """As vl-convert gets it."""
    content: dict[str, Any] = chart.to_dict()
    return content


def data_of(chart: Any, kind: str) -> list[dict[str, Any]]:
    (values,) = specification(chart)["datasets"].values()
    return [datum for datum in values if datum["kind"] == kind]


def found(part: Any, key: str) -> Iterator[Any]:
    if isinstance(part, dict):
        yield from (part[key] for _ in range(key in part))
        for value in part.values():
            yield from found(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from found(value, key)


@cache
def svg(chart: Callable[[Results], Any], shape: Callable[[], Results], mode: str) -> str:
    return picture(specification(chart(shape())), PALETTES[mode])


def texts(picture: str) -> Iterator[tuple[str, float, float, float]]:
    """Every text of an SVG with its left and right end and its height, in pixels from the upper left corner."""

    def walk(element: ET.Element, x: float, y: float) -> Iterator[tuple[str, float, float, float]]:
        if match := TRANSLATION.match(element.get("transform", "")):
            x, y = x + float(match[1]), y + float(match[2])
        if not element.tag.endswith("text"):
            for child in element:
                yield from walk(child, x, y)
            return
        size, bold = float(element.get("font-size", "0px")[:-2]), element.get("font-weight") == "bold"
        for line in [element, *element]:
            y += float(line.get("dy", 0))
            width = text_width(line.text or "", size=size, bold=bold)
            left = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor", "start")]
            yield line.text or "", left, left + width, y

    yield from walk(ET.fromstring(picture), 0, 0)


def written(picture: str) -> str:
    return " ".join(" ".join(text.split()) for text, *_ in texts(picture))


@SHAPES
def test_every_ratio_is_a_bar_as_long_as_its_factor(shape: Callable[[], Results]) -> None:
    run = shape()
    expected = {
        (row.scenario.name, row.contender.name): (row.cpu_ratio.low, row.cpu_ratio.value, row.cpu_ratio.high)
        for row in rows(run)
        if row.cpu_ratio
    }
    bars = data_of(factors(run), "CPU")
    assert {(bar["scenario"], bar["contender"]): (bar["low"], bar["value"], bar["high"]) for bar in bars} == expected
    scales = [scale for scale in found(specification(factors(run)), "scale") if scale and "type" in scale]
    assert {scale["type"] for scale in scales} == {"log"}


def test_bars_carry_their_factor_and_their_spread_as_text() -> None:
    run = with_cpu(with_cpu(only(quick(), "list"), "list", "naive", [120.0, 128.0]), "list", "optimized", [1.0, 1.0])
    (bar,) = data_of(factors(run), "CPU")
    assert (bar["figure"], bar["phrase"]) == ("124×", "less CPU [120–128]")


def test_a_bar_of_some_rounds_only_says_of_how_many() -> None:
    run = with_cells(only(quick(), "list"), "list", "naive", rounds=[2], valid=False, invalid_reason="1 check failed")
    (bar,) = data_of(factors(run), "CPU")
    assert bar["phrase"].endswith("[1 round], 1 of 2 rounds")


def test_an_unclear_difference_is_drawn_faintly_and_said() -> None:
    run = with_cpu(with_cpu(only(quick(), "list"), "list", "naive", [1.0, 1.0]), "list", "optimized", [1.0, 1.02])
    (bar,) = data_of(factors(run), "CPU")
    assert bar["clear"] is False
    assert bar["phrase"].startswith("CPU, no clear difference")
    assert cpu_finding(run) == "No clear difference between the CPU per request of optimized and naive"


def test_an_invalid_cell_has_its_reason_where_its_bar_would_be() -> None:
    chart = factors(with_an_invalid_cell())
    assert "search" not in [bar["scenario"] for bar in data_of(chart, "CPU")]
    (reason,) = data_of(chart, "invalid")
    assert reason["text"] == "× naive invalid: 12 of 40 iterations dropped, 0 allowed"
    heights = {name["text"]: name["y"] for name in data_of(chart, "name")}
    assert reason["y"] == heights["search"]
    assert reason["text"] in written(svg(factors, with_an_invalid_cell, "light"))


def test_a_chart_shows_the_first_of_several_reasons_and_how_many_more_there_are() -> None:
    reasons = "7 iterations were dropped; k6 used 0.52 core; 3 checks failed"
    chart = factors(with_cells(quick(), "list", "naive", valid=False, invalid_reason=reasons))
    assert data_of(chart, "invalid")[0]["text"] == "× naive invalid: 7 iterations were dropped, and 2 more"


def test_bars_do_not_overlap_and_follow_the_order_of_the_table() -> None:
    run = with_a_third_contender()
    bars = data_of(factors(run), "CPU")
    assert [(bar["scenario"], bar["contender"]) for bar in bars] == [
        (row.scenario.name, row.contender.name) for row in rows(run) if row.cpu_ratio
    ]
    heights = sorted(bar["y"] for kind in ("CPU", "latency") for bar in data_of(factors(run), kind))
    assert all(later - earlier >= 12 for earlier, later in pairwise(heights))


@pytest.mark.parametrize(
    ("ratios", "finding"),
    [
        ({"list": 124.0, "sort": 3.5}, "optimized needs 3.50× to 124× less CPU per request than naive"),
        ({"list": 10.0, "sort": 10.0}, "optimized needs 10.0× less CPU per request than naive"),
        ({"list": 8.0, "sort": 0.5}, "optimized needs 8.00× less CPU per request than naive in 1 of 2 scenarios and more in 1"),  # noqa: E501 - one sentence
        ({"list": 0.5, "sort": 0.8}, "optimized needs 1.25× to 2.00× more CPU per request than naive"),
        ({"list": 8.0, "sort": 1.02}, "optimized needs 8.00× less CPU per request than naive in 1 of 2 scenarios"),
    ],
)  # fmt: skip
def test_the_title_states_the_finding(ratios: dict[str, float], finding: str) -> None:
    run = only(quick(), *ratios)
    for scenario, ratio in ratios.items():
        run = with_cpu(with_cpu(run, scenario, "naive", [ratio, ratio]), scenario, "optimized", [1.0, 1.0])
    assert cpu_finding(run) == finding
    assert " ".join(specification(factors(run))["title"]["text"]) == finding


def test_without_a_valid_ratio_the_title_says_so_and_both_charts_are_drawn() -> None:
    run = with_cells(only(quick(), "list"), "list", "naive", valid=False, invalid_reason="dropped")
    alone = replace(run, contenders=run.contenders[:1], paired=())
    for each in (run, alone):
        assert cpu_finding(each) == "No scenario gives a valid CPU ratio"
        for chart in (factors, latency):
            assert picture(specification(chart(each)), PALETTES["light"]).startswith("<svg")


def test_the_title_speaks_of_the_contender_that_needs_least() -> None:
    assert cpu_finding(with_a_third_contender()).startswith("bolt needs 1.80× to 997× less CPU per request than naive")


def test_the_title_of_the_latencies_speaks_only_of_known_medians() -> None:
    run = quick()
    medians = [row.latency.p50_ms for row in rows(run) if row.contender.name == "naive"]
    known = [median for median in medians if median is not None]
    assert 0 < len(known) < len(medians)
    assert latency_finding(run).endswith(f" in {len(known)} of 9 scenarios")
    assert f"naive {min(known):.2f}\u00a0ms to {max(known):.1f}\u00a0ms" in latency_finding(run)


@SHAPES
def test_curves_rise_and_are_drawn_boldly_only_as_far_as_ten_requests_lie_beyond(shape: Callable[[], Results]) -> None:
    run = shape()
    points = data_of(latency(run), "curve")
    for row in rows(run):
        mine = [p for p in points if (p["scenario"], p["contender"]) == (row.scenario.name, row.contender.name)]
        assert [point["ms"] for point in mine] == sorted(point["ms"] for point in mine)
        assert [point["share"] for point in mine] == sorted(point["share"] for point in mine)
        known = max((point["share"] for point in mine if point["known"]), default=0.0)
        assert known <= max(0.0, 1 - 10 / row.latency.n) if row.valid else known == 0


def test_above_a_panel_stand_the_medians_or_why_there_is_none() -> None:
    run = with_cells(quick(), "list", "optimized", valid=False, invalid_reason="dropped")
    medians = {(datum["scenario"], datum["contender"]): datum["text"] for datum in data_of(latency(run), "median")}
    row = next(row for row in rows(run) if (row.scenario.name, row.contender.name) == ("detail", "naive"))
    assert medians["detail", "naive"] == f"{row.latency.p50_ms:.2f}\u00a0ms"
    assert medians["deep_page", "naive"] == "n = 8"
    assert medians["list", "optimized"] == "invalid"


@PICTURES
def test_the_caption_names_rows_commit_machine_versions_rounds_and_date(
    chart: Callable[[Results], Any], shape: Callable[[], Results]
) -> None:
    run = shape()
    text = written(svg(chart, shape, "light"))
    for words in (f"{run.conditions.rows:,} customers", "commit 0123456", "AMD EPYC 9B14, 2 cores", "2026-11-21"):
        assert words in text
    assert f"{run.conditions.rounds} rounds of" in text
    assert "postgres 18.6" in text


@PICTURES
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_text_leaves_the_picture_and_it_fills_a_readme_s_width(
    chart: Callable[[Results], Any], shape: Callable[[], Results], mode: str
) -> None:
    picture = svg(chart, shape, mode)
    size = ET.fromstring(picture)
    width, height = float(size.get("width", 0)), float(size.get("height", 0))
    assert abs(width - WIDTH) <= 5
    for text, left, right, y in texts(picture):
        assert left >= 0, text
        assert right <= width, text
        assert 0 < y < height, text


@pytest.mark.parametrize(
    ("chart", "shape"),
    [*((chart, with_a_third_contender) for chart in OF_EVERY_RUN), (capacity, standard), (growth, curve)],
)
def test_texts_on_one_line_do_not_overlap(chart: Callable[[Results], Any], shape: Callable[[], Results]) -> None:
    on_a_line: dict[float, list[tuple[float, float, str]]] = {}
    for text, left, right, y in texts(svg(chart, shape, "light")):
        on_a_line.setdefault(round(y), []).append((left, right, text))
    for neighbours in on_a_line.values():
        for (_, end, first), (start, _, second) in pairwise(sorted(neighbours)):
            assert start >= end - 2 or first == second, (first, second)


@CHARTS
def test_a_specification_names_no_colour_and_light_and_dark_differ_in_nothing_else(
    chart: Callable[[Results], Any], shape: Callable[[], Results]
) -> None:
    assert not COLOUR.search(json.dumps(specification(chart(shape()))))
    light, dark = (svg(chart, shape, mode) for mode in ("light", "dark"))
    assert light != dark
    assert COLOUR.sub("", light) == COLOUR.sub("", dark)
    for mode, drawn in (("light", light), ("dark", dark)):
        assert PALETTES[mode].background in drawn
        assert PALETTES[mode].text in drawn
        assert all(colour in drawn for colour in PALETTES[mode].contenders[1:2])


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_colour_can_be_told_from_the_background(mode: str) -> None:
    palette = PALETTES[mode]
    for colour in (*palette.contenders, palette.warning):
        assert contrast(colour, palette.background) >= 3
    assert contrast(palette.text, palette.background) >= 12
    assert contrast(palette.muted, palette.background) >= 4.5


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("chart", OF_EVERY_RUN)
def test_other_results_give_other_pictures_and_the_same_results_the_same(
    chart: Callable[[Results], Any],
) -> None:
    run = quick()
    other = with_cpu(run, "list", "optimized", [5.0, 5.0])
    other = with_cells(other, "list", "optimized", latency=next(cell.latency for cell in run.cells))
    assert specification(chart(run)) == specification(chart(quick()))
    assert specification(chart(run)) != specification(chart(other))


def test_a_chart_is_saved_light_and_dark(tmp_path: Any) -> None:
    files = save(factors(only(quick(), "list")), "factors", tmp_path)
    assert [file.name for file in files] == ["factors-light.svg", "factors-dark.svg"]
    assert files[0].read_bytes().startswith(b"<svg")


def test_lines_are_balanced_and_no_wider_than_asked_for() -> None:
    text = "optimized needs 41.9× to 587× less CPU per request than naive in 4 of 9 scenarios and more in 2 of them"
    broken = lines(text, size=19, bold=True)
    assert " ".join(broken) == text
    assert all(text_width(line, size=19, bold=True) <= WIDTH - 44 for line in broken)
    widths = [text_width(line, size=19, bold=True) for line in broken]
    assert len(widths) == 2
    assert min(widths) > 0.6 * max(widths)
    assert lines("short", size=19) == ["short"]


def test_a_plateau_that_missed_the_objective_is_drawn_as_one() -> None:
    plateaus = [plateau for each in standard().capacity for plateau in each.plateaus]
    chart = specification(capacity(standard()))
    drawn = [datum for values in chart["datasets"].values() for datum in values if "met" in datum]
    assert [datum["met"] for datum in drawn] == [plateau.met for plateau in plateaus]
    assert "the objective: 250 ms" in written(svg(capacity, standard, "light"))


def test_the_titles_of_capacity_and_growth_state_the_finding() -> None:
    expected = "Requests a second of mixed, 99 % of them within 250 ms: naive none, optimized at least 1,322"
    assert capacity_finding(standard()) == expected
    expected = "CPU per request grows with the table in 5 of 9 scenarios of naive, in 0 of 9 of optimized"
    assert growth_finding(curve()) == expected
    assert growth_finding(replace(curve(), curve=curve().curve[:1])) == "What a request costs as tables grow"


def test_above_a_panel_of_growth_stand_the_slopes_and_invalid_points_are_crosses() -> None:
    slopes = {(datum["panel"], datum["contender"]): datum["text"] for datum in data_of(growth(curve()), "slope")}
    assert len(slopes) == 2 * 10
    assert slopes["deep_page", "naive"] == "naive 0.95"
    invalid = [datum for datum in data_of(growth(with_an_invalid_point()), "point") if not datum["valid"]]
    assert [(datum["panel"], datum["contender"], datum["x"]) for datum in invalid] == [("list", "naive", 10_000)]


def test_capacity_and_growth_are_drawn_only_where_they_were_measured() -> None:
    assert [chart.stem for chart in charts(quick())] == ["factors", "latency"]
    assert [chart.stem for chart in charts(standard(), curve())] == ["factors", "latency", "capacity", "growth"]
    assert [chart.stem for chart in charts(quick(), quick())] == ["factors", "latency"]
