from dataclasses import replace

import pytest
from bench.analysis.slopes import Slope, fitted, sentences, slopes
from bench.results.run import CurvePoint, Results
from made_up_curve import curve, point
from made_up_results import NAIVE


def of(results: Results, scenario: str, contender: str, figure: str) -> Slope:
    lines = {(slope.scenario, slope.contender, slope.figure): slope for slope in slopes(results)}
    return lines[scenario, contender, figure]


@pytest.mark.parametrize("power", [-1.0, 0.0, 0.5, 1.0, 2.0])
def test_a_power_law_gives_its_power(power: float) -> None:
    assert fitted([(x, 7 * x**power) for x in (10.0, 300.0, 5_000.0)]) == pytest.approx(power)


def test_a_fixed_cost_at_small_sizes_does_not_hide_that_a_search_grows_linearly() -> None:
    assert of(curve(), "search", "naive", "latency").value == pytest.approx(1.0, abs=0.02)
    assert of(curve(), "deep_page", "naive", "blocks").words == "grow linearly"


def test_what_stays_does_not_grow() -> None:
    found = of(curve(), "deep_page", "optimized", "latency")
    assert found.value == pytest.approx(0.0, abs=0.01)
    assert found.words == "does not grow"


def test_one_sentence_a_line_says_all_three_figures() -> None:
    [found] = [sentence for sentence in sentences(curve()) if sentence.startswith("deep_page of naive")]
    words = "latency grows linearly (0.95), CPU grows linearly (0.95), blocks grow linearly (1.00)"
    assert found == f"deep_page of naive, as the table grows: {words}"


def test_the_first_page_has_a_place_on_the_axis_of_depths() -> None:
    shallow: list[CurvePoint] = [point("depth", "depth", NAIVE, depth=depth) for depth in (0, 1_000)]
    assert of(replace(curve(), curve=tuple(shallow)), "depth", "naive", "blocks").points == 2


def test_invalid_points_and_lines_of_one_point_give_no_slope() -> None:
    invalid = tuple(replace(each, valid=each.rows == 10_000) for each in curve().curve)
    assert slopes(replace(curve(), curve=invalid)) == []
