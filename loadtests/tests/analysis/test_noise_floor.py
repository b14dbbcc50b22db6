from dataclasses import replace
from pathlib import Path

import pytest
from bench.analysis.noise_floor import in_words, newest_noise_floor, noise_floor
from bench.analysis.rows import rows
from bench.errors import BenchError
from bench.results.folder import newest_result
from bench.results.run import Results
from bench.results.saving import save_results
from made_up_results import only, results, with_cells, with_cpu

ROUNDS = 6
A_A = replace(only(results(rounds=ROUNDS), "list", "detail"), kind="aa")
EVEN = [10.0] * ROUNDS


def measured(ratio_of_list: float, ratio_of_detail: float) -> Results:
    """CPU of both contenders so that these are the ratios."""
    made = A_A
    for scenario, ratio in (("list", ratio_of_list), ("detail", ratio_of_detail)):
        made = with_cpu(made, scenario, "naive", [10.0 * ratio] * ROUNDS)
        made = with_cpu(made, scenario, "optimized", EVEN)
    return replace(made, paired=())


@pytest.mark.parametrize(("ratios", "floor"), [((1.02, 1.01), 1.02), ((0.95, 1.02), 1 / 0.95), ((1.0, 1.0), 1.0)])
def test_the_floor_is_the_largest_error_in_either_direction(ratios: tuple[float, float], floor: float) -> None:
    assert noise_floor(measured(*ratios)).cpu == pytest.approx(floor)


def test_a_run_without_a_valid_scenario_has_no_floor() -> None:
    invalid = with_cells(with_cells(A_A, "list", "naive", valid=False), "detail", "naive", valid=False)
    with pytest.raises(BenchError, match="says nothing about noise"):
        noise_floor(invalid)


def test_later_ratios_are_judged_by_the_floor() -> None:
    run = replace(measured(1.08, 1.5), kind="run")
    floor = noise_floor(measured(1.10, 1.0))
    assert [row.cpu_ratio.clear for row in rows(run) if row.cpu_ratio] == [True, True]
    judged = replace(run, noise_floor=floor)
    assert [row.cpu_ratio.clear for row in rows(judged) if row.cpu_ratio] == [False, True]


def test_a_false_alarm_is_said() -> None:
    made = measured(1.08, 1.0)
    words = in_words(replace(made, noise_floor=noise_floor(made)))
    assert words[0].endswith("covers 1 in 1 of 2 scenarios.")
    assert words[1] == "Called different although equal: list."
    assert "1.080× for CPU per request" in words[2]


def saved(media: Path, made: Results, created: str) -> Results:
    made = replace(made, noise_floor=noise_floor(made), conditions=replace(made.conditions, created=created))
    save_results(made, media)
    return made


def test_the_newest_floor_of_this_machine_in_this_mode_counts(tmp_path: Path) -> None:
    host = A_A.conditions.host
    elsewhere = replace(A_A.conditions, host=replace(host, cpu_model="Z80"))
    saved(tmp_path, measured(1.02, 1.0), "2026-11-21T10:00:00Z")
    saved(tmp_path, measured(1.03, 1.0), "2026-11-21T11:00:00Z")
    saved(tmp_path, replace(measured(1.04, 1.0), conditions=elsewhere), "2026-11-21T12:00:00Z")
    found = newest_noise_floor(tmp_path, host, mode="quick")
    assert found is not None
    assert found.cpu == pytest.approx(1.03)
    assert newest_noise_floor(tmp_path, host, mode="full") is None
    assert newest_noise_floor(tmp_path / "nowhere", host, mode="quick") is None


def test_an_a_a_result_is_never_taken_for_a_run(tmp_path: Path) -> None:
    saved(tmp_path, measured(1.02, 1.0), "2026-11-21T10:00:00Z")
    assert not (tmp_path / "results.md").exists()
    with pytest.raises(BenchError, match="`bench run` makes one"):
        newest_result(tmp_path)
    assert newest_result(tmp_path, "aa").name == "2026-11-21T1000-0123456.aa.json"
