"""Plateaus against a real service, and every reason for which one misses the objective."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from bench.contender.running import RunningContender
from bench.http_client import Client
from bench.load.k6 import latency
from bench.load.probe import Probe
from bench.measure.bench import Bench
from bench.measure.capacity import OBJECTIVE, measure_capacity, missed, with_a_low_rate
from bench.results.run import Capacity
from made_up_run import FINE

FAST = replace(FINE, latency=latency(1000, [20.0] * 201), requests=1000)


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (replace(FAST, latency=latency(1000, [20.0] * 197 + [251.0] * 4)), "99 of 100 requests took up to 251 ms"),
        (replace(FAST, failed=1), "1 of 1000 requests failed"),
        (replace(FAST, checks_failed=1, failing_checks=("status is 200",)), "1 checks failed (status is 200)"),
        (replace(FAST, dropped=1), "1 iterations were dropped"),
        (replace(FAST, requests=0, latency=latency(0, [])), "no request was made"),
    ],
)
def test_every_part_of_the_objective_can_be_missed(run, words: str) -> None:  # type: ignore[no-untyped-def]
    assert words in "; ".join(missed(OBJECTIVE, run))


def test_an_objective_that_allows_one_failure_in_a_thousand_forgives_one_in_ten_thousand() -> None:
    assert list(missed(OBJECTIVE, FAST)) == []
    assert list(missed(OBJECTIVE, replace(FAST, requests=10_000, failed=1))) == []


@pytest.fixture
def carried(bench_of: Callable[..., Bench]) -> Callable[[RunningContender], Capacity]:
    bench, alone = bench_of(plateau_s=1.0, longest_plateau_s=1.0), Probe(0.02, cpu_s=0.02, workers=1)
    return lambda contender: measure_capacity(bench, contender, alone=alone, probe_s=1.0)


def test_a_service_carries_at_most_what_its_work_allows(
    enter: Callable[..., RunningContender], carried: Callable[[RunningContender], Capacity]
) -> None:
    found = carried(enter("--cpu-ms 20"))
    shares = [plateau.share for plateau in found.plateaus]
    assert shares == sorted(shares)
    # Only reads work, one at a time for 20 ms, and 20 iterations of mixed have 20 of them: at most 50 a second.
    assert 0 < found.probe_per_s <= 50
    assert found.plateaus[0].cpu_ms_per_request.service > 15
    assert found.highest_met is None or found.highest_met.offered_per_s <= 60


def test_a_service_that_is_always_too_slow_has_no_capacity_and_is_offered_all_that_it_could_do(
    enter: Callable[..., RunningContender], carried: Callable[[RunningContender], Capacity]
) -> None:
    found = carried(enter("--slow-ms 400"))
    assert found.highest_met is None
    assert [plateau.share for plateau in found.plateaus] == [0.25, 0.5, 0.7, 0.8, 0.9, 1.0]
    assert all("99 of 100 requests took" in str(plateau.missed_because) for plateau in found.plateaus)


def test_a_faster_contender_gets_the_lowest_rate_of_a_slower_one(
    enter: Callable[..., RunningContender],
    carried: Callable[[RunningContender], Capacity],
    bench_of: Callable[..., Bench],
) -> None:
    contender, bench = enter(), bench_of(plateau_s=1.0, longest_plateau_s=1.0)
    found = carried(contender)
    low = with_a_low_rate(bench, contender, capacity=found, per_s=20.0)
    assert [plateau.offered_per_s for plateau in low.plateaus] == [
        20.0,
        *(each.offered_per_s for each in found.plateaus),
    ]
    assert with_a_low_rate(bench, contender, capacity=low, per_s=20.0) == low


def test_what_failed_writes_leave_behind_is_removed(
    enter: Callable[..., RunningContender], carried: Callable[[RunningContender], Capacity]
) -> None:
    contender = enter("--lose-deletes 2")
    carried(contender)
    with Client(contender.url) as client:
        assert client.json("/api/v1/customers?customer_id=bench-")["results"] == []
