"""The closed profile against a small real contender, and the dashboard that k6 makes of it."""

from collections.abc import Callable
from pathlib import Path

from bench.contender.running import RunningContender
from bench.measure.bench import Bench
from bench.measure.classic import keep_dashboards, measure_classic

SHORT = {"VUS": 3, "RAMP": 1, "HOLD": 3, "PAUSE": 0.1}
MOST_BYTES = 1_000_000


def test_the_profile_leaves_k6_s_own_dashboard_beside_the_results(
    enter: Callable[..., RunningContender], bench_of: Callable[..., Bench], tmp_path: Path
) -> None:
    found = measure_classic(bench_of(), enter(), profile=SHORT)
    assert found.requests > 20
    assert found.failed == 0
    keep_dashboards(tmp_path, tmp_path / "media")
    [dashboard] = (tmp_path / "media").iterdir()
    assert dashboard.name == "k6-one.html"
    page = dashboard.read_text(encoding="utf-8")
    assert "<title>k6 report</title>" in page
    assert len(page) < MOST_BYTES
    assert ' src="http' not in page


def test_without_a_dashboard_nothing_is_made(tmp_path: Path) -> None:
    keep_dashboards(tmp_path, tmp_path / "media")
    assert not (tmp_path / "media").exists()
