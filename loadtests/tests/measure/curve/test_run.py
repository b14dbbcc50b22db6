"""A whole curve of real k6 against a small real contender."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bench.contenders import read_contenders
from bench.load.modes import CURVE
from bench.measure.curve.run import measure_curve
from bench.measure.gates import LIMITS
from bench.progress import Display
from bench.report.curve import print_curve
from bench.report.streams import Output
from bench.results.files import load
from bench.results.folder import newest_result
from made_up_request import made_up_request
from rich.console import Console

ROWS = 2000


def test_a_contender_that_gives_no_answer_has_an_invalid_point_and_the_others_are_measured(
    contenders_file: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contenders = read_contenders(contenders_file(ROWS, one="--fail-search", two="--paging cursor"))
    asked = made_up_request(CURVE, ["list", "search"])
    request = replace(asked, contenders=list(contenders.values()), rows=ROWS, media=tmp_path / "media")
    found, file = measure_curve(request, Display(Console(stderr=True)), sizes=[ROWS], depths=())
    points = {(point.scenario, point.contender): point for point in load(file).curve}
    assert [key for key, point in points.items() if not point.valid] == [("search", "one")]
    assert "500" in str(points["search", "one"].invalid_reason)
    assert points["search", "two"].median_ms
    assert "search is not compared: " in capsys.readouterr().err
    print_curve(found, Output())


def test_a_curve_has_every_scenario_at_every_size_and_pages_at_every_depth(
    contenders_file: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contenders = read_contenders(contenders_file(ROWS, one="--paging cursor"))
    mode, media = replace(CURVE, measured_s=1.0), tmp_path / "media"
    request = replace(made_up_request(mode, ["list"]), contenders=list(contenders.values()), rows=ROWS, media=media)
    # The points of a busy machine are invalid and have no slope.
    limits = replace(LIMITS, most_foreign_share=9.0)
    display = Display(Console(stderr=True))
    found, file = measure_curve(request, display, sizes=[ROWS], depths=(0, 1_000), pages=40, limits=limits)
    assert newest_result(media, "curve") == file
    assert load(file).curve
    assert [(point.axis, point.scenario, point.x) for point in found.curve] == [
        ("rows", "list", ROWS),
        ("depth", "depth", 0),
        ("depth", "depth", 1_000),
    ]
    assert all(point.requests > 2 and point.median_ms for point in found.curve)
    print_curve(found, Output())
    assert "depth of one, as the depth grows: latency" in capsys.readouterr().out
    assert found.kind == "curve"
    assert found.conditions.rows == ROWS
    # The fake contender has no database.
    assert [(each.contender, each.rows, each.disk_bytes) for each in found.tables] == [("one", ROWS, None)]
