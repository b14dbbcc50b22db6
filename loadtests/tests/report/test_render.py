"""The table and the page: every cell is there, every figure comes from the results."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from itertools import takewhile
from pathlib import Path

import pytest
from bench.errors import BenchError
from bench.report.charts.terminal import COLUMNS as TERMINAL_COLUMNS
from bench.report.charts.terminal import write_terminal
from bench.report.markdown import COLUMNS
from bench.report.numbers import count, duration, factor, number, requests_per_core
from bench.report.readme import put_between_markers, short_table
from bench.report.render import markdown_table, print_table, render, results_page
from bench.results.run import ByComponent, Idle, Results
from made_up_results import (
    only,
    quick,
    results,
    with_a_third_contender,
    with_an_invalid_cell,
    with_cells,
    with_cpu,
)
from rich.console import Console

CPU_RATIO = [heading for heading, _ in COLUMNS].index("**CPU ratio**")
PICTURES = ("factors-light", "factors-dark", "latency-light", "latency-dark", "terminal-light", "terminal-dark")
SHAPES = pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender])


def printed(results: Results, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_table(results, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def cells_of(table: str, scenario: str, contender: str) -> list[str]:
    """The first Markdown row of that scenario and contender, by column."""
    line = next(line for line in table.splitlines() if line.startswith(f"| {scenario} | {contender} |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


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
    assert [match.end() for match in re.finditer(r"\S+", figures)][1:] == ends


@SHAPES
def test_the_markdown_table_has_a_row_for_each_scenario_and_contender(shape: Callable[[], Results]) -> None:
    run = shape()
    head, alignment, *body = markdown_table(run).split("\n\n", maxsplit=1)[0].splitlines()
    assert [tuple(line.split(" | ")[:2]) for line in body] == [
        (f"| {scenario.name}", contender.name) for scenario in run.scenarios for contender in run.contenders
    ]
    assert len({line.count("|") for line in [head, alignment, *body]}) == 1


def test_a_row_says_what_was_measured() -> None:
    run = with_cpu(results(rounds=3), "list", "naive", [100.0, 80.0, 90.0])
    run = with_cells(run, "list", "optimized", cpu_ms_per_request=ByComponent(0.5, 0.25, 0.25), k6_share=0.4)
    row = cells_of(markdown_table(run), "list", "optimized")
    assert row[5:12] == ["0.500", "0.250", "0.250", "**1.00**", "1", "27", "9.40"]
    assert row[12:14] == ["40%", "**90.0× [80.0–100]**"]
    assert cells_of(markdown_table(run), "list", "naive")[13] == "baseline"
    assert "90.0× less CPU [80.0–100]" in printed(run, 200)


@pytest.mark.parametrize("width", [100, 200])
def test_an_invalid_cell_is_shown_with_its_reason_and_counts_for_nothing(width: int) -> None:
    run = with_an_invalid_cell()
    reason = "invalid: 12 of 40 iterations dropped, 0 allowed"
    assert reason in printed(run, width)
    row = cells_of(markdown_table(run), "search", "naive")
    assert row[-1] == reason
    assert row[8] != "–"
    assert cells_of(markdown_table(run), "search", "optimized")[13] == "–"
    assert "CPU 63.4× (8 of 9 scenarios)" in printed(run, 200)
    cost = markdown_table(run).split("(1000 / CPU ms).")[1]
    assert "\n| search | – | " in cost


def test_less_than_5_percent_apart_is_no_clear_difference() -> None:
    run = with_cpu(with_cpu(quick(), "list", "naive", [10.2, 10.4]), "list", "optimized", [10.0, 10.0])
    assert "1.03× CPU, no clear difference [1.02–1.04]" in printed(run, 100)
    assert cells_of(markdown_table(run), "list", "optimized")[13] == "**no clear difference, 1.03× [1.02–1.04]**"


def test_a_contender_that_needs_more_is_said_to_need_more() -> None:
    run = with_cpu(with_cpu(quick(), "list", "naive", [10.0, 10.0]), "list", "optimized", [20.0, 25.0])
    assert "2.22× more CPU [2.00–2.50]" in printed(run, 100)


def test_scenarios_without_pairs_show_no_latency_ratio() -> None:
    lines = printed(quick(), 200).splitlines()
    write = next(line for line in lines if "1.24× less CPU" in line)
    assert "latency" not in write
    assert cells_of(markdown_table(quick()), "write", "optimized")[14] == "–"


def test_a_bar_in_a_reason_does_not_end_its_column() -> None:
    run = with_cells(quick(), "list", "naive", valid=False, invalid_reason="a|b")
    assert "| invalid: a\\|b |" in markdown_table(run)


def test_every_contender_s_ratio_is_its_own() -> None:
    run = with_cpu(with_a_third_contender(), "list", "naive", [100.0] * 8)
    run = with_cpu(with_cpu(run, "list", "optimized", [10.0] * 8), "list", "bolt", [4.0] * 8)
    assert cells_of(markdown_table(run), "list", "optimized")[13] == "**10.0× [10.0–10.0]**"
    assert cells_of(markdown_table(run), "list", "bolt")[13] == "**25.0× [25.0–25.0]**"
    assert "naive ÷ bolt, geometric means" in printed(run, 200)


def test_what_a_core_serves_follows_from_the_cpu_time() -> None:
    assert requests_per_core(4.0) == 250.0
    run = with_cpu(quick(), "list", "naive", [3.6, 3.6])
    assert "\n| list | 278 | " in markdown_table(run)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rows": 3_000_000}, "3,000,000 customers"),
        ({"commit": "feedfacefeedface"}, "commit feedfac"),
        ({"dirty": True}, "commit 0123456 with uncommitted changes"),
        ({"rounds": 9, "measured_s": 3.0}, "9 rounds of 3 s"),
        ({"mode": "full"}, "full mode"),
        ({"versions": {"python": "3.14.1"}}, "python 3.14.1"),
        ({"created": "2027-02-03T04:05:06Z"}, "2027-02-03"),
    ],
)
def test_every_condition_is_named(change: dict[str, object], words: str) -> None:
    run = quick()
    changed = replace(run, conditions=replace(run.conditions, **change))  # type: ignore[arg-type]
    assert words in results_page(changed)
    assert words not in results_page(run)
    assert words in " ".join(printed(changed, 200).split())


def test_the_machine_is_named_without_trade_marks() -> None:
    run = quick()
    host = replace(run.conditions.host, cpu_model="Intel(R) Xeon(R) CPU @ 2.60GHz", cores=1)
    run = replace(run, conditions=replace(run.conditions, host=host))
    assert "Intel Xeon CPU @ 2.60GHz, 1 core ·" in results_page(run)


def test_percentiles_that_too_few_requests_know_are_not_shown() -> None:
    row = cells_of(markdown_table(quick()), "list", "naive")
    assert re.fullmatch(r"[\d.]+", row[2])
    assert row[3:5] == ["–", "–"]
    assert re.fullmatch(r"[\d.]+", cells_of(markdown_table(with_a_third_contender()), "detail", "naive")[4])


def test_a_database_that_could_not_be_read_is_named() -> None:
    run = quick()
    for contender in ("naive", "optimized"):
        run = with_cells(run, "list", contender, cpu_ms_per_request=ByComponent(9.0, None, 0.1))
    assert "The CPU time of the database of naive could not be read: the total is without it." in markdown_table(run)
    assert "could not be read" not in markdown_table(quick())


def test_the_closed_profile_stands_apart_and_may_be_missing() -> None:
    assert "| naive | 1,200 | 31 (2.6%) | 10.0 | 4,100 |" in results_page(quick())
    assert "31 (2.6%)" in printed(quick(), 100)
    without = replace(quick(), classic=())
    assert "classic" not in results_page(without)
    assert "classic" not in printed(without, 100)


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


def test_the_picture_of_the_terminal_has_every_line_of_the_table_and_loads_nothing(tmp_path: Path) -> None:
    [drawn, *_] = [file.read_text() for file in write_terminal(quick(), tmp_path) if file.name == "terminal-dark.svg"]
    letters = unescape(re.sub(r"<[^>]+>", "", drawn)).replace("\xa0", "").replace(" ", "")
    lines = printed(quick(), TERMINAL_COLUMNS).splitlines()
    for line in takewhile(lambda line: "geometric mean" not in line, lines):
        assert line.replace(" ", "") in letters
    assert "300,000customers" in letters
    assert re.findall(r"https?://[^\"]+|url\([^#]", drawn) == ["http://www.w3.org/2000/svg"]


def test_the_page_starts_with_what_it_is_and_how_to_make_it_again() -> None:
    page = results_page(quick())
    by_hand, command = "no figure on this page was written by hand", "```sh\nbench run"
    expected = ["# Results", by_hand, command, "300,000 customers ·", "| scenario |", "<picture>"]
    places = [page.index(words) for words in expected]
    assert places == sorted(places)


@SHAPES
def test_the_readme_has_a_line_for_each_scenario_with_the_full_table_s_ratios(shape: Callable[[], Results]) -> None:
    found = shape()
    short, full = short_table(found), markdown_table(found)
    for scenario in found.scenarios:
        line = next(line for line in short.splitlines() if line.startswith(f"| `{scenario.name}` |"))
        for contender in found.contenders[1:]:
            cpu_ratio = cells_of(full, scenario.name, contender.name)[CPU_RATIO].strip("*")
            assert f" {cpu_ratio} |" in line


def test_the_readme_says_what_idle_contenders_use() -> None:
    idle = Idle("optimized", 2.0, ByComponent(15.4, 0.4, 5.4))
    words = "optimized: 21.2 ms of CPU a second when idle"
    assert words in short_table(replace(quick(), idle=(idle,)))
    assert words not in short_table(replace(quick(), idle=()))


def test_an_invalid_cell_gives_the_readme_no_figure() -> None:
    line = next(line for line in short_table(with_an_invalid_cell()).splitlines() if "invalid" in line)
    assert line.count("invalid") >= 2


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


@SHAPES
def test_no_figure_is_written_down_in_the_program(shape: Callable[[], Results]) -> None:
    """With every CPU time of the contenders changed, no ratio of before is left."""
    run = shape()
    other = run
    for index, scenario in enumerate(run.scenarios):
        for contender in run.contenders[1:]:
            totals = [3.0 + index + round_ / 10 for round_ in range(run.conditions.rounds)]
            other = with_cpu(other, scenario.name, contender.name, totals)
    before, after = (set(re.findall(r"\*\*([\d.,]+× \[[^]]+\])\*\*", markdown_table(each))) for each in (run, other))
    assert before
    assert not before & after


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.0, "0"),
        (0.0214, "0.021"),
        (0.9994, "0.999"),
        (0.9996, "1.00"),
        (9.994, "9.99"),
        (9.996, "10.0"),
        (99.96, "100"),
        (1234.5, "1,234"),
    ],
)
def test_numbers_have_about_three_digits(value: float | None, text: str) -> None:
    assert number(value) == text


def test_counts_factors_and_times_read_as_people_write_them() -> None:
    assert [count(value) for value in (41.0, 1.3, 33.4, 2210.0, 100.0)] == ["41", "1.3", "33.4", "2,210", "100"]
    factors = [factor(value) for value in (0.666, 1.236, 17.46, 124.4, 1240.0)]
    assert factors == ["0.67×", "1.24×", "17.5×", "124×", "1,240×"]
    assert [duration(value) for value in (0.931, 93.12, 9810.0)] == ["0.931\u00a0ms", "93.1\u00a0ms", "9.81\u00a0s"]
