"""docs/scale.md and its formulas, from made-up results whose growth is known."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from bench.analysis.growth import Linear, PowerLaw, Sorting, growth
from bench.analysis.prediction import predictions
from bench.analysis.scale import Scale, replicas
from bench.cli import main
from bench.contenders import ROOT
from bench.report.scale import MACHINE, scale_page
from bench.results.files import file_name, save
from bench.results.run import ByComponent, Idle, Results
from made_up_curve import curve, point, table
from made_up_results import NAIVE, OPTIMIZED, results

TRAFFIC = {"list": 0.5, "detail": 0.5}
LARGER = 10_000_000
SIZES = (10_000, 100_000, 1_000_000, 3_000_000)
# Blocks of a request that reads so.
ALL_ROWS = [(rows, 30 + rows / 60) for rows in SIZES]
DOWN_AN_INDEX = [(rows, 100 * rows**0.05) for rows in SIZES]


def run() -> Results:
    idle = tuple(Idle(each.name, 2.0, ByComponent(10.0, 1.0, 0.5)) for each in (NAIVE, OPTIMIZED))
    return replace(results(rows=300_000), idle=idle)


def larger_curve() -> Results:
    made = curve()
    points = tuple(point("rows", name, each, rows=LARGER) for name in ("list", "search") for each in made.contenders)
    tables = tuple(table(each.name, LARGER) for each in made.contenders)
    return replace(made, curve=made.curve + points, tables=made.tables + tables)


def test_a_power_law_is_found_and_reaches_its_values() -> None:
    law = PowerLaw.through([(rows, 3 * rows**0.5) for rows in SIZES])
    assert law
    assert law.slope == pytest.approx(0.5)
    assert law.at(30_000_000) == pytest.approx(3 * 30_000_000**0.5)
    assert law.reaches(3000) == pytest.approx(1_000_000)


def test_what_reads_all_rows_grows_in_a_line_and_what_walks_down_an_index_like_a_small_power() -> None:
    reads_all = growth([(rows, 40 + rows / 4000) for rows in SIZES], blocks=ALL_ROWS)
    assert reads_all
    assert reads_all.at(30_000_000) == pytest.approx(7540)
    walks_down = growth([(rows, rows**0.1) for rows in SIZES], blocks=DOWN_AN_INDEX)
    assert walks_down
    assert walks_down.at(30_000_000) == pytest.approx(30_000_000**0.1)


def test_what_looks_up_words_grows_in_a_line_though_its_blocks_hardly_grow() -> None:
    points = [(rows, 4 + rows / 1_000_000) for rows in SIZES]
    found = growth(points, blocks=DOWN_AN_INDEX, by_words=True)
    assert found
    assert found.at(30_000_000) == pytest.approx(34)
    scale = Scale(run(), curve())
    cpu = {
        name: scale.figure(OPTIMIZED, name, value=lambda point: 4 + point.rows / 1_000_000)
        for name in ("filter", "search", "list", "sort")
    }
    assert [name for name, figure in cpu.items() if isinstance(figure, Linear)] == ["filter", "search"]


def test_a_disturbed_size_bends_no_line_where_all_rows_are_read() -> None:
    cpu_ms = [40 + rows / 4000 for rows in SIZES]
    disturbed = growth(list(zip(SIZES, [*cpu_ms[:-1], cpu_ms[-1] / 2], strict=True)), blocks=ALL_ROWS)
    assert disturbed
    assert disturbed.at(30_000_000) / disturbed.at(15_000_000) == pytest.approx(2, rel=0.02)


def test_the_noise_of_a_cost_that_does_not_grow_is_no_line() -> None:
    flat = growth(list(zip(SIZES, (0.62, 0.60, 0.63, 0.68), strict=True)), blocks=ALL_ROWS)
    assert flat
    assert flat.at(3_000_000_000) < 2


@pytest.mark.parametrize("points", [[(3_000_000, 2.0)], []])
def test_one_size_shows_no_growth(points: list[tuple[float, float]]) -> None:
    assert growth(points, blocks=points) is None


def test_without_blocks_a_power_is_taken() -> None:
    points = [(1_000_000, 2.0), (3_000_000, 6.0)]
    assert growth(points, blocks=[]) == PowerLaw.through(points)


def test_small_tables_and_sizes_to_be_predicted_do_not_count() -> None:
    straight = [(rows, rows / 1000) for rows in (100_000, 1_000_000, 3_000_000)]
    assert PowerLaw.through([(1_000, 50.0), *straight, (10_000_000, 1.0)]) == PowerLaw.through(straight)


def test_a_fixed_part_and_a_part_for_each_row_are_found() -> None:
    points = [(rows, 1.5 + rows / 100_000) for rows in (10_000, 100_000, 1_000_000, 3_000_000)]
    linear = Linear.through([*points, (10_000_000, 1.0)])
    assert linear
    assert linear.at(10_000_000) == pytest.approx(101.5)
    assert linear.reaches(11.5) == pytest.approx(1_000_000)
    assert Linear.through(points[:1]) is None


def test_what_sorts_the_rows_grows_faster_than_they_do() -> None:
    points = [(rows, 4 + 2e-6 * rows * math.log2(rows)) for rows in SIZES]
    sorting = Sorting.through([*points, (10_000_000, 1.0)])
    assert sorting is not None
    assert sorting.fixed == pytest.approx(4)
    assert sorting.each == pytest.approx(2e-6)
    assert sorting.at(10_000_000) == pytest.approx(4 + 20 * math.log2(10_000_000))
    assert Sorting.through(points[:1]) is None


def test_what_shrinks_is_constant_and_one_point_is_no_growth() -> None:
    shrinks = PowerLaw.through([(1_000_000, 4.0), (3_000_000, 2.0)])
    assert shrinks
    assert shrinks.slope == 0
    assert 2 < shrinks.at(10**9) < 4
    assert shrinks.reaches(1000) == float("inf")
    assert PowerLaw.through([(3_000_000, 2.0)]) is None


def test_cores_are_idle_and_the_shares_of_the_busy_cpu_and_grow_as_the_curve_does() -> None:
    scale = Scale(run(), curve(), TRAFFIC)
    idle = scale.cores(NAIVE, rows=300_000, per_s=0)
    assert idle
    assert (idle.service, idle.database, idle.cache) == pytest.approx((0.010, 0.001, 0.0005))
    cores = {rows: scale.cores(NAIVE, rows=rows, per_s=1000) for rows in (300_000, 3_000_000)}
    small, large = cores[300_000], cores[3_000_000]
    assert small
    assert large
    assert large.service == pytest.approx(small.service)
    # Half of the requests are `list`, whose work in naive's database is proportional to the table.
    assert 4 < large.database / small.database < 10.1
    twice = scale.cores(NAIVE, rows=300_000, per_s=2000)
    assert twice
    assert twice.database - small.database == pytest.approx(small.database - idle.database)


def test_a_traffic_with_a_scenario_that_was_not_measured_has_no_figure() -> None:
    assert Scale(run(), curve(), {"no_such": 1.0}).cores(NAIVE, rows=300_000, per_s=1) is None
    assert Scale(results(rows=300_000), curve(), TRAFFIC).cores(NAIVE, rows=300_000, per_s=1) is None


def test_there_are_two_replicas_at_least_and_none_is_full() -> None:
    scale = Scale(run(), curve(), TRAFFIC)
    for per_s in (1, 10_000):
        cores = scale.cores(NAIVE, rows=300_000, per_s=per_s)
        assert cores
        found = replicas(cores, machine=MACHINE)
        assert found >= 2
        assert cores.service / found <= 2 * MACHINE.most_used


def test_a_larger_size_of_the_curve_is_compared_with_its_prediction() -> None:
    assert predictions(Scale(run(), curve())) == []
    found = predictions(Scale(run(), larger_curve()))
    assert {(each.contender, each.figure) for each in found} == {
        (contender, figure) for contender in ("naive", "optimized") for figure in ("list", "search", "seeding", "disk")
    }
    assert all(abs(each.off) < 0.001 for each in found if each.figure in {"seeding", "disk"})


def test_the_page_has_every_size_and_rate_and_says_what_is_unknown() -> None:
    page = scale_page(Scale(run(), larger_curve(), TRAFFIC))
    assert all(f"| {rows} | {rate} |" in page for rows in ("30 million", "3 billion") for rate in ("100", "10,000"))
    assert "The largest error is" in page
    assert "24.0 GB" in page  # 30 million rows of 800 bytes
    older = replace(curve(), tables=())
    assert "nothing is compared yet" in scale_page(Scale(run(), older, TRAFFIC))


def test_the_command_writes_the_page_and_finds_an_old_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "results").mkdir()
    for made in (run(), curve()):
        save(made, tmp_path / "results" / file_name(made))
    page = tmp_path / "docs" / "scale.md"
    command = ["scale", "--media", str(tmp_path), "--output", str(page)]
    assert main([*command, "--check"]) == 2
    assert main(command) == 0
    assert main([*command, "--check"]) == 0
    page.write_text(page.read_text().replace("30 million", "31 million", 1))
    assert main([*command, "--check"]) == 2
    assert "Run `bench scale`." in capsys.readouterr().err


def test_the_page_of_this_repository_is_current() -> None:
    assert main(["scale", "--check"]) == 0
    assert (ROOT / "docs" / "scale.md").exists()
