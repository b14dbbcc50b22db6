"""The files that a run leaves."""

import re
from pathlib import Path

from bench.report.render import render, results_page
from made_up_results import only, quick

PICTURES = ("factors-light", "factors-dark", "latency-light", "latency-dark", "terminal-light", "terminal-dark")


def test_rendering_writes_the_page_and_every_picture_it_shows(tmp_path: Path) -> None:
    files = render(only(quick(), "list", "detail"), tmp_path / "media")
    assert sorted(file.name for file in files) == sorted(
        ["report.html", "results.md", *(f"{stem}.svg" for stem in PICTURES)]
    )
    assert all(file.stat().st_size > 1000 for file in files)
    page = (tmp_path / "media" / "results.md").read_text()
    sources = re.findall(r'src(?:set)?="([^"]+)"', page)
    assert {f"{stem}.svg" for stem in PICTURES} == set(sources)
    assert all((tmp_path / "media" / source).is_file() for source in sources)


def test_the_page_says_what_it_is_then_how_to_make_it_again_then_what_was_found_under_which_conditions() -> None:
    page = results_page(quick())
    by_hand, command = "no figure on this page was written by hand", "```sh\nbench run"
    expected = ["# Results", by_hand, command, "<picture>", "| scenario |", "300,000 customers ·"]
    places = [page.index(words) for words in expected]
    assert places == sorted(places)
