"""The pictures: they say what the figures say, and everything fits, light and dark."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise, product
from xml.etree import ElementTree as ET

import pytest
from bench.report.charts.picture import picture
from bench.report.charts.text import text_width
from bench.report.charts.theme import PALETTES, SMALL_SIZE, WIDTH
from bench.report.figures.capacity import capacities
from bench.report.figures.cost import cost
from bench.report.figures.factors import factors
from bench.report.figures.figure import Figure
from bench.report.figures.growth import growth
from bench.report.figures.ladder import ladder as rungs
from bench.report.figures.latency import latencies
from bench.results.run import Results
from made_up_capacity import no_capacity_within_the_objective, standard
from made_up_curve import curve, with_an_invalid_point
from made_up_ladder import ladder, with_invalid_cells
from made_up_results import (
    only,
    quick,
    with_a_third_contender,
    with_an_invalid_cell,
    with_cells,
    with_cpu,
    with_four_contenders,
)

pytestmark = pytest.mark.long

OF_EVERY_RUN = [factors, latencies]
DRAWN = [
    (capacities, standard),
    (capacities, no_capacity_within_the_objective),
    (growth, curve),
    (cost, standard),
    (growth, with_an_invalid_point),
    (rungs, ladder),
    (rungs, with_invalid_cells),
]
PICTURES = pytest.mark.parametrize(
    ("figure", "shape"),
    [*product(OF_EVERY_RUN, [quick, with_an_invalid_cell, with_a_third_contender, with_four_contenders]), *DRAWN],
)
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")

type Box = tuple[float, float, float, float]


@cache
def svg(figure: Callable[[Results], Figure], shape: Callable[[], Results], mode: str) -> str:
    return picture(figure(shape()), PALETTES[mode])


def texts(drawn: str) -> Iterator[tuple[str, float, float, float]]:
    """Every text of an SVG with its left and right end and its height, in pixels from the upper left corner."""
    root = ET.fromstring(drawn)
    yield from within(root, (0, 0, float(root.get("width", 0)), float(root.get("height", 0))))


def within(element: ET.Element, box: Box) -> Iterator[tuple[str, float, float, float]]:
    """`box`: x, y, width and height of the SVG around the element; per cents are of these."""
    for child in element:
        kind, look = child.tag.rpartition("}")[2], child.attrib
        x, y = (box[i] + length(look.get(name, "0"), box[i + 2]) for i, name in enumerate(("x", "y")))
        if kind == "svg":
            size = (length(look.get(name, "100%"), box[i]) for i, name in ((2, "width"), (3, "height")))
            yield from within(child, (x, y, *size))  # type: ignore[arg-type]
        elif kind == "text":
            size_px = float(look.get("font-size", SMALL_SIZE))
            width = text_width(child.text or "", size=size_px, bold=look.get("font-weight") == "bold")
            left = x - width * {"start": 0, "middle": 0.5, "end": 1}[look.get("text-anchor", "start")]
            yield child.text or "", left, left + width, y + float(look.get("dy", "0em")[:-2]) * size_px
        else:
            yield from within(child, box)


def length(words: str, whole: float) -> float:
    return float(words[:-1]) / 100 * whole if words.endswith("%") else float(words)


def written(drawn: str) -> str:
    return " ".join(" ".join(text.split()) for text, *_ in texts(drawn))


@PICTURES
def test_the_picture_says_its_finding_and_the_conditions(
    figure: Callable[[Results], Figure], shape: Callable[[], Results]
) -> None:
    run = shape()
    text = written(svg(figure, shape, "light"))
    assert " ".join(figure(run).finding.split()) in text
    for words in (f"{run.conditions.rows:,} customers", "commit 0123456", "AMD EPYC 9B14, 2 cores", "2026-11-21"):
        assert words in text
    assert f"{run.conditions.rounds} rounds of" in text
    assert "postgres 18.6" in text


@PICTURES
def test_no_text_leaves_the_picture_and_it_fills_a_readme_s_width(
    figure: Callable[[Results], Figure], shape: Callable[[], Results]
) -> None:
    drawn = svg(figure, shape, "light")
    size = ET.fromstring(drawn)
    width, height = float(size.get("width", 0)), float(size.get("height", 0))
    assert width == WIDTH
    for text, left, right, y in texts(drawn):
        assert left >= 0, text
        assert right <= width, text
        assert 0 < y < height, text


@pytest.mark.parametrize(
    ("figure", "shape"),
    [*product(OF_EVERY_RUN, [with_a_third_contender, with_four_contenders]), (capacities, standard), (growth, curve)],
)
def test_texts_on_one_line_do_not_overlap(figure: Callable[[Results], Figure], shape: Callable[[], Results]) -> None:
    on_a_line: dict[float, list[tuple[float, float, str]]] = {}
    for text, left, right, y in texts(svg(figure, shape, "light")):
        on_a_line.setdefault(round(y), []).append((left, right, text))
    for neighbours in on_a_line.values():
        for (_, end, first), (start, _, second) in pairwise(sorted(neighbours)):
            assert start >= end - 2, (first, second)


@PICTURES
def test_light_and_dark_differ_in_colours_alone(
    figure: Callable[[Results], Figure], shape: Callable[[], Results]
) -> None:
    light, dark = (svg(figure, shape, mode) for mode in ("light", "dark"))
    assert light != dark
    assert COLOUR.sub("", light) == COLOUR.sub("", dark)
    for mode, drawn in (("light", light), ("dark", dark)):
        known = PALETTES[mode]
        named = {known.background, known.text, known.muted, known.grid, known.warning, *known.contenders}
        assert set(COLOUR.findall(drawn)) <= named
        assert {known.background, known.text, *known.contenders[:2]} <= set(COLOUR.findall(drawn))


@PICTURES
def test_a_picture_loads_nothing(figure: Callable[[Results], Figure], shape: Callable[[], Results]) -> None:
    assert re.findall(r"https?://[^\"]+|url\(", svg(figure, shape, "light")) == ["http://www.w3.org/2000/svg"]


def test_an_invalid_cell_has_the_first_of_its_reasons_and_how_many_more_there_are() -> None:
    assert "× naive: invalid: 12% of the cold keys were in the cache, at most 5%" in written(
        svg(factors, with_an_invalid_cell, "light")
    )
    reasons = "7 iterations were dropped; k6 used 0.52 core; 3 checks failed"
    run = with_cells(quick(), "list", "naive", valid=False, invalid_reason=reasons)
    assert "× naive: invalid: 7 iterations were dropped, and 2 more" in written(
        picture(factors(run), PALETTES["light"])
    )


def test_bars_have_their_factor_and_an_unclear_one_is_pale() -> None:
    run = with_cpu(with_cpu(only(quick(), "list"), "list", "naive", [1.0, 1.0]), "list", "optimized", [1.0, 1.02])
    drawn = picture(factors(run), PALETTES["light"])
    assert 'class="mark bar of-1 unclear"' in drawn
    assert "CPU, no clear difference" in written(drawn)
    assert "unclear" not in picture(factors(only(quick(), "list")), PALETTES["light"]).partition("</style>")[2]


def test_bars_do_not_overlap() -> None:
    drawn = svg(factors, with_a_third_contender, "light")
    bar = re.compile(r'<svg x="[\d.]+" y="([\d.]+)" width="\d+" height="(\d+)"[^>]*><rect')
    places = [(float(y), float(height)) for y, height in bar.findall(drawn)]
    assert len(places) > 20
    assert all(later >= earlier + height for (earlier, height), (later, _) in pairwise(sorted(places)))


def test_every_figure_is_drawn_without_a_valid_ratio_and_without_an_opponent() -> None:
    run = with_cells(only(quick(), "list"), "list", "naive", valid=False, invalid_reason="dropped")
    times = tuple(replace(each, scenario="list") for each in run.serial[:1])
    alone = replace(run, contenders=run.contenders[:1], paired=(), serial=times)
    for figure, each in product(OF_EVERY_RUN, (run, alone)):
        assert "list" in written(picture(figure(each), PALETTES["light"]))


@pytest.mark.parametrize("figure", OF_EVERY_RUN)
def test_other_results_give_other_pictures_and_the_same_results_the_same(figure: Callable[[Results], Figure]) -> None:
    run = quick()
    other = with_cpu(run, "list", "optimized", [5.0, 5.0])
    other = replace(
        other, paired=(replace(run.paired[0], contender_latency=run.paired[0].baseline_latency), *run.paired[1:])
    )
    assert picture(figure(run), PALETTES["light"]) == svg(figure, quick, "light")
    assert picture(figure(run), PALETTES["light"]) != picture(figure(other), PALETTES["light"])
