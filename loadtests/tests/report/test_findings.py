"""What the results say in one sentence each."""

from dataclasses import replace

import pytest
from bench.analysis.rows import rows
from bench.report.findings import capacity_finding, cost_finding, cpu_finding, growth_finding, latency_finding
from made_up_capacity import standard
from made_up_curve import curve
from made_up_results import only, quick, with_a_third_contender, with_cells, with_cpu


@pytest.mark.parametrize(
    ("ratios", "finding"),
    [
        ({"list": 124.0, "sort": 3.5}, "optimized needs 3.50× to 124× less CPU per request than naive"),
        ({"list": 10.0, "sort": 10.0}, "optimized needs 10.0× less CPU per request than naive"),
        ({"list": 8.0, "sort": 0.5}, "optimized needs 8.00× less CPU per request than naive in 1 of 2 scenarios and more in 1"),  # noqa: E501 - one sentence
        ({"list": 0.5, "sort": 0.8}, "optimized needs 1.25× to 2.00× more CPU per request than naive"),
        ({"list": 8.0, "sort": 1.02}, "optimized needs 8.00× less CPU per request than naive in 1 of 2 scenarios"),
        ({"list": 1.02}, "No clear difference between the CPU per request of optimized and naive"),
    ],
)  # fmt: skip
def test_the_title_states_the_finding(ratios: dict[str, float], finding: str) -> None:
    run = only(quick(), *ratios)
    for scenario, ratio in ratios.items():
        run = with_cpu(with_cpu(run, scenario, "naive", [ratio, ratio]), scenario, "optimized", [1.0, 1.0])
    assert cpu_finding(run) == finding


def test_without_a_valid_ratio_the_title_says_so() -> None:
    run = with_cells(only(quick(), "list"), "list", "naive", valid=False, invalid_reason="dropped")
    assert cpu_finding(run) == "No scenario gives a valid CPU ratio"
    assert cpu_finding(replace(run, contenders=run.contenders[:1], paired=())) == "No scenario gives a valid CPU ratio"


def test_the_title_speaks_of_the_contender_that_needs_least() -> None:
    words = "bolt needs 1.81× to 1,002× less CPU per request than naive"
    assert cpu_finding(with_a_third_contender()).startswith(words)


def test_the_title_of_the_latencies_speaks_only_of_known_medians() -> None:
    run = quick()
    few = replace(run.serial[0].latency, n=8, p50_ms=None)
    run = replace(run, serial=tuple(replace(each, latency=few) for each in run.serial))
    medians = [row.latency.p50_ms for row in rows(run) if row.contender.name == "naive"]
    known = [median for median in medians if median is not None]
    assert len(known) == len(medians) - 2
    assert latency_finding(run).endswith(" in 7 of 9 scenarios")
    assert f"naive {min(known):.2f}\u00a0ms to " in latency_finding(run)


def test_the_title_of_the_cost_says_how_many_requests_a_core_serves() -> None:
    run = with_cpu(with_cpu(standard(), "mixed", "naive", [50.0] * 4), "mixed", "optimized", [0.5] * 4)
    assert cost_finding(run) == "A core serves so many requests a second of mixed: 20.0 on naive, 2,000 on optimized"


def test_the_titles_of_capacity_and_growth_state_the_finding() -> None:
    expected = "Requests a second of mixed, 99 % of them within 250 ms: naive none, optimized at least 1,322"
    assert capacity_finding(standard()) == expected
    expected = "CPU per request grows with the table in 5 of 9 scenarios of naive, in 0 of 9 of optimized"
    assert growth_finding(curve()) == expected
    assert growth_finding(replace(curve(), curve=curve().curve[:1])) == "What a request costs as tables grow"
