"""Two results of which one is changed on purpose."""

from collections.abc import Callable
from dataclasses import replace
from math import exp
from pathlib import Path
from random import Random

import pytest
from bench.analysis.compare import Change, compare
from bench.cli import main
from bench.errors import BenchError
from bench.results.files import save
from bench.results.run import ByComponent, Cell, NoiseFloor, Results
from made_up_capacity import standard
from made_up_results import only, results, with_cells

ROUNDS = 6
FULL = only(results(rounds=ROUNDS, measured_s=2.4), "list", "detail")


def times(original: Results, factor_of: Callable[[Cell], float]) -> Results:
    """Every cell needs its factor times as much CPU."""

    def cell(each: Cell) -> Cell:
        cpu, factor = each.cpu_ms_per_request, factor_of(each)
        changed = ByComponent(cpu.service * factor, (cpu.database or 0.0) * factor, cpu.cache and cpu.cache * factor)
        return replace(each, cpu_ms_per_request=changed)

    return replace(original, cells=tuple(map(cell, original.cells)))


def slowed(original: Results, factor: float, *, noise: float = 0.009, seed: int = 3) -> Results:
    """naive needs so many times as much CPU, and every cell has the noise that a shared machine has (0.9 %)."""
    random = Random(seed)
    return times(original, lambda each: exp(random.gauss(0, noise)) * (factor if each.contender == "naive" else 1))


def on_a_slower_machine(original: Results) -> Results:
    return times(original, lambda _: 1.2)


def change(before: Results, after: Results, scenario: str, contender: str, *, anyway: bool = False) -> Change:
    changes = compare(before, after, anyway=anyway).changes
    return next(each for each in changes if (each.scenario, each.contender) == (scenario, contender))


def test_equal_results_have_no_clear_difference() -> None:
    comparison = compare(FULL, FULL)
    assert len(comparison.compared) == 4
    assert comparison.clear == []


def test_a_contender_that_needs_10_percent_more_is_found_and_only_it() -> None:
    clear = compare(FULL, slowed(FULL, 1.10)).clear
    assert [(each.scenario, each.contender) for each in clear] == [("list", "naive"), ("detail", "naive")]
    assert all(each.cpu and 1.07 < each.cpu.value < 1.13 for each in clear)


def test_the_other_way_around_it_needs_less() -> None:
    assert all(each.cpu and each.cpu.value < 0.94 for each in compare(slowed(FULL, 1.10), FULL).clear)


def test_1_percent_more_is_not_claimed() -> None:
    assert compare(FULL, slowed(FULL, 1.01)).clear == []


def test_a_difference_below_the_noise_floor_is_not_claimed() -> None:
    floor = NoiseFloor("2026-11-21T09:00:00Z", "naive", "full", 300_000, cpu=1.15, latency=1.15)
    assert compare(replace(FULL, noise_floor=floor), slowed(FULL, 1.10)).clear == []


def test_a_slower_machine_changes_cells_and_no_ratio() -> None:
    comparison = compare(FULL, on_a_slower_machine(FULL))
    assert len(comparison.clear) == 4
    assert [(each.scenario, each.baseline, each.contender) for each in comparison.ratios] == [
        ("list", "naive", "optimized"),
        ("detail", "naive", "optimized"),
    ]
    for each in comparison.ratios:
        assert each.change.value == pytest.approx(1)
        assert each.change.value == pytest.approx(each.after.value / each.before.value)
        assert not each.change.clear


def test_a_contender_that_needs_10_percent_more_changes_the_ratio_on_a_slower_machine_too() -> None:
    changed = [each.change for each in compare(FULL, on_a_slower_machine(slowed(FULL, 1.10))).ratios]
    assert len(changed) == 2
    assert all(each.clear and 1.07 < each.value < 1.13 for each in changed)


def test_a_scenario_that_one_contender_did_not_measure_has_no_ratio() -> None:
    lost = tuple(
        replace(each, valid=False) if (each.scenario, each.contender) == ("list", "optimized") else each
        for each in FULL.cells
    )
    assert [each.scenario for each in compare(FULL, replace(FULL, cells=lost)).ratios] == ["detail"]


def test_counted_work_is_compared_without_an_interval() -> None:
    after = with_cells(FULL, "list", "naive", sql_blocks_per_request=1105.0)
    assert change(FULL, after, "list", "naive").blocks == pytest.approx(0.5)
    assert change(FULL, after, "list", "naive").statements == 1.0


def test_only_rounds_that_are_valid_in_both_count() -> None:
    after = with_cells(slowed(FULL, 1.5), "list", "naive", rounds=(1, 2, 3), valid=False, invalid_reason="busy")
    found = change(FULL, after, "list", "naive").cpu
    assert found is not None
    assert found.n == 3
    nothing = with_cells(FULL, "list", "naive", valid=False, invalid_reason="busy")
    assert change(FULL, nothing, "list", "naive").not_compared == "no round is valid in both"


def test_results_with_another_load_are_not_compared() -> None:
    scenarios = tuple(
        replace(each, load="rate", offered_per_s=9.0) if each.name == "list" else each for each in FULL.scenarios
    )
    found = change(FULL, replace(FULL, scenarios=scenarios), "list", "naive")
    assert found.not_compared == "asked at full use and at 9/s"
    assert found.cpu is None


def test_latencies_of_the_same_questions_are_compared() -> None:
    slower = tuple(
        replace(pair, pairs_ms=tuple((naive, 1.5 * optimized) for naive, optimized in pair.pairs_ms))
        for pair in FULL.paired
    )
    after = replace(FULL, paired=slower)
    found = change(FULL, after, "list", "optimized").median
    assert found is not None
    assert found.value == pytest.approx(1.5)
    unchanged = change(FULL, after, "list", "naive").median
    assert unchanged is not None
    assert unchanged.value == 1.0


def test_a_scenario_of_one_result_only_is_named() -> None:
    assert change(FULL, only(FULL, "list"), "detail", "naive").not_compared == "measured in one of them only"


RUN = FULL.conditions
HOST = RUN.host


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (replace(RUN, rows=3_000_000), "rows: 300,000 and 3,000,000"),
        (replace(RUN, mode="full"), "mode: quick and full"),
        (replace(RUN, rounds=2), "rounds: 6 and 2"),
        (replace(RUN, seed=8), "seed: 7 and 8"),
        (replace(RUN, measured_s=9.0), "measured: 2.4 s and 9 s"),
        (replace(RUN, host=replace(HOST, cores=8)), "cores: 2 and 8"),
        (replace(RUN, host=replace(HOST, cpu_model="Z80")), "CPU: AMD EPYC 9B14 and Z80"),
        (replace(RUN, host=replace(HOST, memory_bytes=8 * 2**30)), "memory: 24 GiB and 8 GiB"),
        (replace(RUN, host=replace(HOST, kernel="5.4")), "kernel: 6.18.1 and 5.4"),
        (replace(RUN, versions=RUN.versions | {"django": "5.2"}), "version of django: 6.1.3 and 5.2"),
        (replace(RUN, settings=RUN.settings | {"workers of naive": "4"}), "setting workers of naive: none and 4"),
        (replace(RUN, fingerprints={"naive": "other"}), "data: 9f31c2a7 and other"),
    ],
)
def test_unlike_conditions_are_refused_by_name_unless_told_otherwise(other, words: str) -> None:  # type: ignore[no-untyped-def]
    after = replace(FULL, conditions=other)
    with pytest.raises(BenchError) as refused:
        compare(FULL, after)
    assert words in str(refused.value)
    assert compare(FULL, after, anyway=True).differences == [words]


def test_another_commit_at_another_time_is_what_one_compares() -> None:
    other = replace(RUN, commit="f" * 40, dirty=True, created="2027-01-01T00:00:00Z", command="bench run --like A")
    assert compare(FULL, replace(FULL, conditions=other)).differences == []


def test_other_structures_are_named_and_not_refused_because_a_commit_may_change_them() -> None:
    before = replace(FULL, conditions=replace(RUN, structures={"naive": "1a2b", "optimized": "3c4d"}))
    after = replace(FULL, conditions=replace(RUN, structures={"naive": "1a2b", "optimized": "5e6f"}))
    assert compare(before, after).differences == ["structures of optimized: 3c4d and 5e6f"]
    assert compare(before, before).differences == []
    # A result of an older bench does not know them.
    assert compare(FULL, after).differences == []


def test_the_command_prints_what_changed_and_refuses_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after, unlike = (str(tmp_path / f"{name}.json") for name in ("before", "after", "unlike"))
    save(standard(), Path(before))
    save(slowed(standard(), 1.2), Path(after))
    save(replace(standard(), conditions=replace(RUN, rows=10)), Path(unlike))
    assert main(["compare", before, after]) == 0
    printed = capsys.readouterr().out
    assert "No clear difference in 9 of 18 cells; more CPU: list of naive" in printed
    assert "Capacity of optimized: 1,150 and 1,150" in printed
    assert "No clear difference in 0 of 9 ratios; list, naive ÷ optimized: 1.2" in printed
    assert main(["compare", before, unlike]) == 2
    assert "rows: 3,000,000 and 10" in capsys.readouterr().err
    assert main(["compare", before, unlike, "--anyway"]) == 0
    assert "different: rows: 3,000,000 and 10" in capsys.readouterr().out
