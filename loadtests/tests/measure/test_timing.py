from bench.load.modes import MODES
from bench.load.rates import Offer
from bench.load.scenarios import SCENARIOS
from bench.measure.timing import Timing, timing

QUICK = MODES["quick"]


def of(scenario: str = "list", *, per_s: float | None, latency_s: float = 0.01, slowest_s: float = 0.1) -> Timing:
    chosen = Offer(per_s=per_s, vus=4, latencies_s={"one": latency_s, "slowest": slowest_s})
    return timing(QUICK, SCENARIOS[scenario], offer=chosen, contender="one")


def test_a_cell_lasts_as_long_as_the_mode_says() -> None:
    assert of(per_s=50.0).measured_s == QUICK.measured_s


def test_a_cell_at_a_low_rate_lasts_until_enough_arrivals_but_not_for_ever() -> None:
    assert of(per_s=4.0).measured_s == QUICK.least_iterations / 4
    assert of(per_s=1.0).measured_s == QUICK.longest_s


def test_a_mixed_cell_has_whole_cycles() -> None:
    time = of("mixed", per_s=9.0)
    assert time.measured_s * 9.0 % 20 == 0


def test_a_cell_over_orderings_has_each_column_equally_often() -> None:
    for per_s in (1.1, 8.5, 200.0):
        assert round(of("sort", per_s=per_s).measured_s * per_s, 6) % 8 == 0


def test_a_serial_cell_asks_a_slow_contender_twice_and_a_fast_one_no_longer_than_any_cell() -> None:
    slow = of(per_s=None, latency_s=8.0, slowest_s=8.0)
    fast = of(per_s=None, latency_s=0.004, slowest_s=8.0)
    assert (slow.warm_ups, slow.measured_s) == (0, 12.0)
    assert fast.measured_s == QUICK.measured_s


def test_contenders_of_different_speed_are_measured_with_the_same_questions() -> None:
    slow = of(per_s=None, latency_s=8.0, slowest_s=8.0)
    fast = of(per_s=None, latency_s=0.004, slowest_s=8.0)
    assert slow.kept_for_warm_up == fast.kept_for_warm_up >= fast.warm_ups
    assert slow.kept_for_cell == fast.kept_for_cell


def test_the_questions_of_all_rounds_and_attempts_fit_at_the_rates_of_slow_contenders() -> None:
    for per_s in (None, 1.0, 10.0, 40.0):
        assert of(per_s=per_s).kept_for_cell * QUICK.rounds * 2 <= QUICK.questions
