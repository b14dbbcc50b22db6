"""The pictures as files."""

from pathlib import Path

import pytest
from bench.report.charts.files import write_charts, write_growth
from bench.results.run import Results
from made_up_capacity import standard
from made_up_curve import curve
from made_up_results import quick


@pytest.mark.parametrize(
    ("run", "grown", "stems"),
    [
        (quick(), None, ["factors", "latency"]),
        (quick(), quick(), ["factors", "latency"]),
        (standard(), curve(), ["factors", "latency", "capacity", "cost", "growth"]),
    ],
)
def test_a_picture_is_drawn_light_and_dark_where_its_figures_were_measured(
    run: Results, grown: Results | None, stems: list[str], tmp_path: Path
) -> None:
    files = write_charts(run, tmp_path, curve=grown)
    assert [file.name for file in files] == [f"{stem}-{mode}.svg" for stem in stems for mode in ("light", "dark")]
    assert all(file.read_bytes().startswith(b"<svg") for file in files)


def test_a_curve_without_a_run_is_drawn_alone(tmp_path: Path) -> None:
    assert [file.name for file in write_growth(curve(), tmp_path)] == ["growth-light.svg", "growth-dark.svg"]
