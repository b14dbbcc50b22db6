"""One row for each scenario and contender: what counts, and what does not."""

from dataclasses import replace

import pytest
from bench.analysis.latency import pool
from bench.analysis.overall import overall
from bench.analysis.rows import Row, rows
from bench.analysis.statistics import Estimate
from bench.results.run import QUANTILE_STEPS, ByComponent, Latency, Results
from made_up_results import only, quick, results, with_a_third_contender, with_an_invalid_cell, with_cells, with_cpu


def row_of(results: Results, scenario: str, contender: str) -> Row:
    return next(row for row in rows(results) if (row.scenario.name, row.contender.name) == (scenario, contender))


def uniform(low: float, high: float, n: int) -> Latency:
    line = tuple(low + (high - low) * step / QUANTILE_STEPS for step in range(QUANTILE_STEPS + 1))
    return Latency(n=n, p50_ms=None, p95_ms=None, p99_ms=None, quantiles_ms=line)


def test_scenarios_stand_as_listed_and_the_baseline_comes_first() -> None:
    run = with_a_third_contender()
    expected = [(scenario, contender) for scenario in run.scenarios for contender in run.contenders]
    assert [(row.scenario, row.contender) for row in rows(run)] == expected


def test_the_cpu_ratio_is_that_of_all_rounds_together() -> None:
    run = with_cpu(with_cpu(results(rounds=3), "list", "naive", [10, 20, 30]), "list", "optimized", [1, 1, 2])
    assert row_of(run, "list", "optimized").cpu_ratio == Estimate(15.0, 10.0, 20.0, 3)
    assert row_of(run, "list", "naive").cpu_ratio is None


@pytest.mark.parametrize("contender", ["naive", "optimized"])
def test_a_round_that_is_invalid_for_either_counts_for_none(contender: str) -> None:
    run = with_cpu(with_cpu(results(rounds=3), "list", "naive", [10, 20, 30]), "list", "optimized", [1, 1, 2])
    run = with_cells(run, "list", contender, rounds=[1], valid=False, invalid_reason="1 check failed")
    assert row_of(run, "list", "optimized").cpu_ratio == Estimate(50 / 3, 15.0, 20.0, 2)
    assert row_of(run, "list", contender).remark == "1 of 3 rounds invalid: 1 check failed"
    assert row_of(run, "list", contender).valid


def test_a_cell_that_is_invalid_in_every_round_keeps_its_figures_and_its_reason_but_gives_no_ratio() -> None:
    run = with_an_invalid_cell()
    row = row_of(run, "search", "naive")
    assert row.figures is not None
    assert row.figures.cpu_ms.total > 2900
    assert (row.valid, row.remark) == (False, "invalid: 12% of the cold keys were in the cache, at most 5%")
    assert row_of(run, "search", "optimized").cpu_ratio is None


def test_a_reason_that_recurs_with_other_figures_is_said_once() -> None:
    run = with_cells(
        results(rounds=3), "list", "naive", valid=False, invalid_reason="7 iterations were dropped; k6 died"
    )
    run = with_cells(run, "list", "naive", rounds=[2], invalid_reason="12 iterations were dropped")
    assert row_of(run, "list", "naive").remark == "invalid: 7 iterations were dropped; k6 died"


def test_what_was_not_measured_is_said() -> None:
    run = quick()
    run = replace(run, cells=tuple(cell for cell in run.cells if cell.contender == "naive" or cell.scenario != "sort"))
    row = row_of(run, "sort", "optimized")
    assert (row.figures, row.valid, row.remark, row.cpu_ratio) == (None, False, "not measured", None)


def test_contenders_that_answered_differently_get_no_ratio() -> None:
    run = quick()
    paired = tuple(replace(pair, differences=2) if pair.scenario == "detail" else pair for pair in run.paired)
    row = row_of(replace(run, paired=paired), "detail", "optimized")
    assert (row.cpu_ratio, row.latency_ratio) == (None, None)
    assert row.remark == f"no ratio: 2 of {len(paired[-1].pairs_ms)} answers differ from the baseline's"


def test_totals_with_and_without_the_database_are_not_divided() -> None:
    run = with_cells(quick(), "list", "naive", cpu_ms_per_request=ByComponent(20.0, None, None))
    assert row_of(run, "list", "optimized").cpu_ratio is None
    run = with_cells(run, "list", "optimized", cpu_ms_per_request=ByComponent(2.0, None, None))
    assert row_of(run, "list", "optimized").cpu_ratio == Estimate(10.0, 10.0, 10.0, 2)


def test_figures_weigh_each_round_alike_however_many_requests_it_had() -> None:
    run = with_cells(quick(), "list", "naive", rounds=[1], requests=10, sql_statements_per_request=1.0)
    run = with_cells(run, "list", "naive", rounds=[2], requests=30, sql_statements_per_request=3.0)
    figures = row_of(run, "list", "naive").figures
    assert figures is not None
    assert figures.sql_statements == 2.0


def test_a_figure_that_one_round_does_not_know_is_unknown() -> None:
    run = with_cells(quick(), "list", "naive", rounds=[2], sql_blocks_per_request=None)
    figures = row_of(run, "list", "naive").figures
    assert figures is not None
    assert figures.sql_blocks is None
    assert figures.sql_statements is not None


def test_pooled_rounds_are_one_distribution_and_percentiles_are_not_averaged() -> None:
    pooled = pool([uniform(0, 10, 100), uniform(0, 20, 300)])
    assert pooled.n == 400
    # Within 10 ms: all of the 100, half of the 300. An average of the two medians would be 7.5 ms.
    assert pooled.quantiles_ms[round(0.625 * QUANTILE_STEPS)] == pytest.approx(10.0)
    assert pooled.p50_ms == pytest.approx(8.0)
    assert pooled.p95_ms == pytest.approx(20 * (1 - 0.05 * 400 / 300))
    assert list(pooled.quantiles_ms) == sorted(pooled.quantiles_ms)


def test_rounds_together_know_percentiles_that_none_knows_alone() -> None:
    assert pool([uniform(0, 10, 100)]).p95_ms is None
    assert pool([uniform(0, 10, 100), uniform(0, 10, 100)]).p95_ms == pytest.approx(9.5)
    assert pool([uniform(0, 10, 100), uniform(0, 10, 100)]).p99_ms is None


def test_pooling_nothing_gives_nothing() -> None:
    assert pool([]).n == 0
    assert pool([Latency(n=0, p50_ms=None, p95_ms=None, p99_ms=None, quantiles_ms=())]).quantiles_ms == ()


def test_latencies_are_those_of_one_user_and_not_of_the_busy_rounds() -> None:
    run = only(quick(), "deep_page", "write")
    slow, fast = replace(uniform(400, 500, 40), p50_ms=450.0), replace(uniform(1, 2, 40), p50_ms=1.5)
    pairs = tuple(replace(pair, baseline_latency=slow, contender_latency=fast) for pair in run.paired)
    serial = tuple(replace(each, latency=replace(fast, p50_ms=3.0)) for each in run.serial)
    table = rows(replace(run, paired=pairs, serial=serial))
    assert [row.latency.p50_ms for row in table] == [450.0, 1.5, 3.0, 3.0]


def test_the_overall_figure_is_the_geometric_mean_of_the_valid_ratios() -> None:
    run = only(results(rounds=2), "list", "sort", "search")
    for scenario, ratio in (("list", 100.0), ("sort", 4.0), ("search", 7.0)):
        run = with_cpu(with_cpu(run, scenario, "naive", [ratio, ratio]), scenario, "optimized", [1.0, 1.0])
    run = with_cells(run, "search", "naive", valid=False, invalid_reason="k6 used 0.5 core")
    (mean,) = overall(run)
    assert mean.cpu == pytest.approx(20.0)
    assert (mean.cpu_scenarios, mean.scenarios) == (2, 3)
