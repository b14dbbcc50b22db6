"""The short table of a README, between two markers."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bench.errors import BenchError
from bench.report.readme import IN_A_USERS_WORDS, put_between_markers, short_table
from bench.report.sections.scenarios import COLUMNS
from bench.results.run import Results
from made_up_capacity import standard
from made_up_ladder import ladder
from made_up_results import quick, results, with_a_third_contender, with_an_invalid_cell, with_cpu
from rendered import cells_of, table_of

CPU_RATIO = [column.heading for column in COLUMNS].index("CPU ratio")
SHAPES = pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender])


@SHAPES
def test_the_readme_has_a_line_for_each_question_of_a_user_with_the_full_table_s_ratios(
    shape: Callable[[], Results],
) -> None:
    found = shape()
    short, full = short_table(found), table_of(found)
    for scenario, words in IN_A_USERS_WORDS.items():
        line = next(line for line in short.splitlines() if line.startswith(f"| {words} |"))
        for contender in found.contenders[1:]:
            cpu_ratio = cells_of(full, scenario, contender.name)[CPU_RATIO].strip("*")
            assert f" {cpu_ratio} |" in line


def test_every_line_has_the_medians_of_both() -> None:
    lines = [line for line in short_table(quick()).splitlines() if line.startswith("| a ")]
    assert len(lines) == 4 + 1
    assert all(line.count("\u00a0") == 2 for line in lines[1:])


def test_a_line_says_where_a_contender_needs_more() -> None:
    run = with_cpu(with_cpu(quick(), "write", "naive", [1.0, 1.0]), "write", "optimized", [2.0, 2.0])
    assert "| 2.00× more CPU [2.00–2.00] |" in short_table(run)


def test_a_line_says_where_a_contender_is_slower() -> None:
    run = quick()
    assert "slower" not in short_table(run)
    lines = short_table(replace(run, contenders=run.contenders[::-1])).splitlines()
    [detail] = [line for line in lines if line.startswith("| one customer |")]
    assert detail.count(", slower |") == 1


def test_the_first_sentence_is_the_answer() -> None:
    run = with_cpu(with_cpu(quick(), "write", "naive", [1.0, 1.0]), "write", "optimized", [2.0, 2.0])
    run = with_cpu(with_cpu(run, "detail", "naive", [1.01, 1.0]), "detail", "optimized", [1.0, 1.0])
    first = short_table(run).splitlines()[0]
    assert first.startswith(
        "**With 300,000 customers, CPU of optimized compared with naive: one customer no clear difference,"
    )
    assert first.endswith(", and a write 2.00× more.**")


def test_the_readme_says_what_each_contender_carries() -> None:
    assert "optimized carries at least 1,150 iterations" in short_table(standard())


def test_an_invalid_cell_gives_the_readme_no_figure() -> None:
    line = next(line for line in short_table(with_an_invalid_cell()).splitlines() if "invalid" in line)
    assert "| invalid |" in line
    assert line.endswith("| – |")


def test_the_ladder_s_readme_gets_factors_what_is_lost_and_costs(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- results -->\nold\n<!-- /results -->\nafter\n")
    assert put_between_markers(ladder(), readme)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- results -->\n**From naive to tuned a request needs")
    assert text.endswith("2026-11-21\n<!-- /results -->\nafter\n")
    assert "| indexed | an index | 2.50× [" in text
    assert "| indexed | 30 | 2.50 | 110 |" in text
    assert "| indexed |  | 12.8× [" in text
    assert 'srcset="../media/ladder-dark.svg"' in text


def test_a_readme_keeps_all_that_stands_around_the_markers(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- results -->\nlast week's table\n<!-- /results -->\nafter\n", encoding="utf-8")
    for _ in range(2):
        assert put_between_markers(results(), readme)
        text = readme.read_text(encoding="utf-8")
        assert text.startswith("before\n<!-- results -->\n")
        assert text.endswith("\n<!-- /results -->\nafter\n")
        assert "last week" not in text
        assert short_table(results()) in text


def test_a_readme_without_markers_or_no_readme_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    assert not put_between_markers(results(), readme)
    assert not readme.exists()
    readme.write_text("mine\n", encoding="utf-8")
    assert not put_between_markers(results(), readme)
    assert readme.read_text(encoding="utf-8") == "mine\n"


def test_a_readme_with_half_a_pair_of_markers_is_refused_and_kept(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("<!-- results -->\nmine\n", encoding="utf-8")
    with pytest.raises(BenchError, match="Put it where the table ends"):
        put_between_markers(results(), readme)
    assert readme.read_text(encoding="utf-8") == "<!-- results -->\nmine\n"
