"""A whole curve of real k6 against a small real contender."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bench import cli
from bench.cli import main
from bench.commands.publish import newest_result
from bench.load.modes import CURVE
from bench.measure import gates
from bench.measure.curve import depths as curve_depths
from bench.results.files import load

ROWS = 2000


def test_a_curve_has_every_scenario_at_every_size_and_pages_at_every_depth(
    contenders_file: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "CURVE", replace(CURVE, measured_s=1.0))
    monkeypatch.setattr(gates, "MOST_FOREIGN_SHARE", 9.0)  # a busy machine's points are invalid and have no slope
    monkeypatch.setattr(curve_depths, "DEPTHS", (0, 1_000))
    monkeypatch.setattr(curve_depths, "PAGES", 40)
    file, media = contenders_file(ROWS, one="--paging cursor"), tmp_path / "media"
    arguments = ["curve", "--rows", str(ROWS), "--scenarios", "list", "--media", str(media)]
    assert main(["--contenders-file", str(file), *arguments]) == 0
    found = load(newest_result(media, "curve"))
    assert [(point.axis, point.scenario, point.x) for point in found.curve] == [
        ("rows", "list", ROWS),
        ("depth", "depth", 0),
        ("depth", "depth", 1_000),
    ]
    assert all(point.requests > 2 and point.median_ms for point in found.curve)
    assert "depth of one, as the depth grows: latency" in capsys.readouterr().out
    assert found.kind == "curve"
    assert found.conditions.rows == ROWS
