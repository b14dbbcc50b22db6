"""report.html in a real browser: drawn whole, wide and on a phone, light and dark, and usable without a mouse."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.report.charts.theme import PALETTES
from bench.report.page.document import report_page
from chromium import Chromium, chromium, find_chromium
from made_up_capacity import standard
from made_up_curve import curve, with_an_invalid_point
from made_up_ladder import ladder
from made_up_results import with_a_third_contender, with_an_invalid_cell, with_four_contenders

WIDTHS = pytest.mark.parametrize("width", [1280, 390])
PAGES = {
    "whole": lambda: report_page(standard(), curve=curve()),
    "three": lambda: report_page(with_a_third_contender(), curve=with_an_invalid_point()),
    "four": lambda: report_page(with_four_contenders()),
    "invalid": lambda: report_page(with_an_invalid_cell()),
    "ladder": lambda: report_page(ladder()),
    "with ladder": lambda: report_page(standard(), ladder=ladder()),
}

# Panels that are seen and hold no visible mark, no line, or a mark that is not within them.
BADLY_DRAWN = """
[...document.querySelectorAll('.plot')].filter(plot => plot.getClientRects().length).filter(plot => {
  const box = plot.getBoundingClientRect();
  const marks = [...plot.querySelectorAll('.mark:not(.none)')].filter(mark => mark.getClientRects().length);
  const within = mark => {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    return left >= box.left - 8 && right <= box.right + 8 && top >= box.top - 8 && bottom <= box.bottom + 8
      && bottom - top > 1;
  };
  const painted = mark => {
    const { fill, stroke } = getComputedStyle(mark);
    return fill !== 'rgba(0, 0, 0, 0)' || stroke !== 'none';
  };
  const lines = [...plot.querySelectorAll('polyline:not(.faint)')];
  const drawn = lines.length === 0 || [...plot.querySelectorAll('polyline')].some(line => line.getTotalLength() > 1);
  return !(marks.length ? marks.every(within) && marks.every(painted) : lines.length) || !drawn || box.width < 150;
}).map(plot => plot.closest('section, li').innerText.slice(0, 60))
"""
PANELS = "[...document.querySelectorAll('.plot')].filter(plot => plot.getClientRects().length).length"
# Texts of charts that stick out of the window.
OUTSIDE = """
[...document.querySelectorAll('svg text')].filter(text => text.getClientRects().length).filter(text => {
  const { left, right } = text.getBoundingClientRect();
  return left < 0 || right > innerWidth;
}).map(text => text.textContent)
"""
TIP = "(tip => tip.hidden ? null : tip.textContent)(document.querySelector('.tip'))"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    program = find_chromium()
    if program is None:
        pytest.skip("There is no Chromium here; `apt-get install chromium` or Google Chrome brings one.")
    with chromium(program, tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    files = {name: folder / f"{name}.html" for name in PAGES}
    for name, file in files.items():
        file.write_text(PAGES[name](), encoding="utf-8")
    return files


@WIDTHS
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_drawn_whole_without_a_complaint_and_without_overflow(
    name: str, width: int, dark: bool, browser: Chromium, pages: dict[str, Path]
) -> None:
    browser.open(pages[name], width=width, dark=dark)
    assert browser.complaints() == []
    assert browser.requested() == [pages[name].as_uri()]
    assert browser.evaluate("[document.documentElement.scrollWidth <= innerWidth, innerWidth]") == [True, width]
    assert browser.evaluate(OUTSIDE) == []
    for measure in ("rounds", "pairs", "cpu", "latency", "blocks"):
        browser.evaluate(f"document.querySelectorAll('[value={measure}]').forEach(each => each.click())")
        assert browser.evaluate(BADLY_DRAWN) == []
    # A ladder alone has a panel for each of its scenarios; a run has bars, and lines for scenarios in pairs.
    assert browser.evaluate(PANELS) >= (3 if name == "ladder" else 7 + 7)
    colour = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert colour == rgb(PALETTES["dark" if dark else "light"].background)


def test_the_theme_can_be_chosen(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["whole"], width=1280, dark=True)
    for theme in ("light", "dark"):
        browser.evaluate(f"document.getElementById('theme-{theme}').click()")
        colour = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert colour == rgb(PALETTES[theme].background)


@WIDTHS
def test_pointing_at_a_chart_shows_the_exact_figure_of_the_nearest_mark(
    width: int, browser: Chromium, pages: dict[str, Path]
) -> None:
    browser.open(pages["whole"], width=width)
    assert browser.evaluate(TIP) is None
    browser.point_at(*centre(browser, "#how-much-load .mark.dot"))
    assert browser.evaluate(TIP) == browser.evaluate(
        "document.querySelector('#how-much-load .mark.dot').getAttribute('aria-label')"
    )
    assert browser.evaluate("document.querySelector('.tip').getBoundingClientRect().right <= innerWidth")
    browser.point_at(5, 5)
    assert browser.evaluate(TIP) is None


def test_marks_are_reached_with_the_keyboard(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["whole"], width=1280)
    for _ in range(20):
        browser.press("Tab")
        if browser.evaluate(TIP):
            break
    first = browser.evaluate(TIP)
    assert first.startswith("list, optimized: ")
    browser.press("ArrowRight")
    assert browser.evaluate(TIP).startswith("list_hot, optimized: ")
    browser.press("ArrowLeft")
    assert browser.evaluate(TIP) == first
    browser.press("Escape")
    assert browser.evaluate(TIP) is None
    for _ in range(6):  # the table and the notes below the chart, the next chart's choice of a measure, its first panel
        browser.press("Tab")
        if browser.evaluate(TIP):
            break
    assert browser.evaluate(TIP).startswith("list, naive: ")


def test_a_contender_can_be_switched_off_and_on(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["three"], width=1280)
    seen = "[...document.querySelectorAll('main .of-1')].filter(each => each.getClientRects().length).length"
    others = seen.replace("of-1", "of-2")
    before, before_others = browser.evaluate(seen), browser.evaluate(others)
    assert before > 50
    browser.evaluate("document.getElementById('show-1').click()")
    assert (browser.evaluate(seen), browser.evaluate(others)) == (0, before_others)
    browser.evaluate("document.getElementById('show-1').click()")
    assert browser.evaluate(seen) == before


def test_choosing_a_measure_shows_its_bars_alone(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["whole"], width=1280)
    seen = "[...document.querySelectorAll('rect.mark')].filter(each => each.getClientRects().length)"
    bars = f"{seen}.map(each => each.ariaLabel)"
    assert all("CPU" in label for label in browser.evaluate(bars))
    browser.evaluate("document.querySelector('[name=factors][value=latency]').click()")
    shown = browser.evaluate(bars)
    assert shown
    assert all("latency" in label for label in shown)


def centre(browser: Chromium, selector: str) -> Any:
    browser.evaluate(f"document.querySelector('{selector}').scrollIntoView({{block: 'center'}})")
    box = f"document.querySelector('{selector}').getBoundingClientRect()"
    return browser.evaluate(f"(box => [box.left + box.width / 2, box.top + box.height / 2])({box})")


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"
