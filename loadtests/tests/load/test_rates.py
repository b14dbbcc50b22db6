from dataclasses import replace

import pytest
from bench.load.rates import Probe, offer


def probe(latency_s: float, *, cpu_s: float | None = None, requests: float = 1.0) -> Probe:
    return Probe(latency_s=latency_s, cpu_s=latency_s if cpu_s is None else cpu_s, workers=2, requests=requests)


def test_everybody_gets_half_of_what_the_slowest_carries() -> None:
    chosen = offer({"slow": probe(0.040), "fast": probe(0.001)}, cores=2)
    assert chosen.per_s == 25.0  # two workers at 40 ms carry 50 a second


def test_work_that_uses_more_cores_than_workers_halves_the_rate_again() -> None:
    assert offer({"one": probe(0.1, cpu_s=0.2)}, cores=2).per_s == 5.0


def test_no_scenario_gets_more_than_200_requests_a_second() -> None:
    assert offer({"one": probe(0.0002)}, cores=2).per_s == 200.0
    assert offer({"one": probe(0.0002, requests=4)}, cores=2).per_s == 50.0


def test_no_rate_is_below_one_a_second() -> None:
    assert offer({"one": probe(1.4, cpu_s=1.0)}, cores=2).per_s == 1.0


@pytest.mark.parametrize("slowest", [probe(1.6, cpu_s=0.1), probe(1.4, cpu_s=2.5)])
def test_a_contender_that_cannot_carry_one_a_second_makes_the_scenario_serial(slowest: Probe) -> None:
    chosen = offer({"slow": slowest, "fast": probe(0.001)}, cores=2)
    assert chosen.per_s is None
    assert chosen.vus == 1


def test_a_rate_is_a_whole_number_of_arrivals_in_ten_seconds() -> None:
    per_s = offer({"one": probe(0.0317)}, cores=2).per_s
    assert per_s is not None
    assert per_s * 10 == pytest.approx(round(per_s * 10))


def test_there_are_users_for_a_pause_of_a_quarter_of_a_second() -> None:
    chosen = offer({"one": probe(0.002)}, cores=2)
    assert chosen.per_s == 200.0
    assert chosen.vus >= 50


def test_a_scenario_with_dear_questions_is_given_the_time_and_the_users_for_them() -> None:
    even = offer({"one": probe(0.3, cpu_s=0.3)}, cores=2)
    uneven = offer({"one": replace(probe(0.3, cpu_s=0.3), longest_s=3.0)}, cores=2)
    assert uneven.per_s == even.per_s
    assert (even.patience_s, uneven.patience_s) == (1.2, 6.0)
    assert uneven.vus > even.vus
