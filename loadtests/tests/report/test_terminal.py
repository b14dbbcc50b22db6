"""A run on a terminal."""

import re
from collections.abc import Callable

import pytest
from bench.results.run import Results
from made_up_results import quick, results, with_a_third_contender, with_an_invalid_cell, with_cells
from rendered import printed

pytestmark = pytest.mark.long

SHAPES = pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender])


@SHAPES
@pytest.mark.parametrize("width", [100, 200])
def test_the_terminal_shows_every_scenario_and_contender_within_its_width(
    shape: Callable[[], Results], width: int
) -> None:
    run = shape()
    lines = [line.rstrip() for line in printed(run, width).splitlines()]
    assert max(map(len, lines)) <= width
    for scenario in run.scenarios:
        start = next(i for i, line in enumerate(lines) if line.startswith(f"{scenario.name}  {scenario.title}"))
        block = [line for line in lines[start + 1 : start + 1 + 3 * len(run.contenders)] if line.startswith("  ")]
        found = [line.split()[0] for line in block if not line.startswith("    ")]
        assert found[: len(run.contenders)] == [contender.name for contender in run.contenders]


@SHAPES
def test_figures_stand_below_their_headings(shape: Callable[[], Results]) -> None:
    lines = printed(shape(), 100).splitlines()
    ends = [match.end() for match in re.finditer(r"\S+", lines[1])]
    figures = next(line for line in lines if line.startswith("  naive"))
    assert [match.end() for match in re.finditer(r"\S+", figures)][1:] == ends[1:]


def test_an_invalid_cell_is_reported_and_gives_no_ratio() -> None:
    reason = "52% of the cold keys were in the cache, at most 5%"
    text = printed(with_cells(results(rounds=2), "list", "optimized", valid=False, invalid_reason=reason), 400)
    line = next(line for line in text.splitlines() if f"invalid: {reason}" in line)
    assert "no CPU ratio" in line
