"""What the modes promise: their statistics, by simulation, and their time."""

import math
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from bench.analysis.statistics import estimate
from bench.load.modes import MODES, Mode
from bench.load.rates import Probe, offer
from bench.load.scenarios import choose_scenarios
from bench.measure import capacity
from bench.measure.bench import Bench
from bench.measure.measuring import Measuring
from bench.measure.plan import plan_of
from bench.measure.preflight import Preflight
from bench.processes import Processes
from bench.progress import Display
from made_up_contender import made_up_contender
from made_up_request import made_up_request
from rich.console import Console

pytestmark = pytest.mark.long

EXPERIMENTS = 2000
FULL = MODES["full"]
# CPU per request varies 0.9 % between rounds, and a ratio has two of them.
NOISE = 0.009 * math.sqrt(2)

# Mean seconds, and CPU seconds, of a request to naive and to optimized with 3 million rows on 2 cores.
THREE_MILLION = {
    "list": (0.33, 0.63, 0.0035),
    "list_hot": (0.33, 0.63, 0.0035),
    "deep_page": (0.79, 1.27, 0.0043),
    "filter": (0.41, 0.55, 0.008),
    "search": (8.3, 15.2, 0.017),
    "sort": (0.8, 1.05, 0.0041),
    "detail": (0.0037, 0.004, 0.0013),
}


def ratios_of_full(random: Random, truth: float) -> list[float]:
    """Mostly close to the truth, one round in ten disturbed."""
    sigmas = (NOISE * 8 if random.random() < 0.1 else NOISE for _ in range(FULL.rounds))
    return [truth * math.exp(random.gauss(0, sigma)) for sigma in sigmas]


def share(truth: float, *, seed: int, clear: bool) -> float:
    random = Random(seed)
    found = [estimate(ratios_of_full(random, truth)) for _ in range(EXPERIMENTS)]
    hits = [each.clear if clear else each.low <= truth <= each.high for each in found]
    return sum(hits) / EXPERIMENTS


@pytest.mark.parametrize("truth", [1.0, 1.5, 124.0])
def test_the_interval_of_full_mode_covers_the_truth_in_95_percent_of_experiments(truth: float) -> None:
    simulation = 2 * math.sqrt(0.95 * 0.05 / EXPERIMENTS)  # what the number of experiments leaves open
    assert share(truth, seed=5, clear=False) == pytest.approx(0.95, abs=0.02 + simulation)


def test_full_mode_calls_equal_contenders_different_in_at_most_5_percent_of_experiments() -> None:
    assert share(1.0, seed=6, clear=True) <= 0.05


def test_full_mode_finds_a_slowdown_of_10_percent() -> None:
    assert share(1.10, seed=7, clear=True) >= 0.9


def test_full_mode_does_not_claim_a_slowdown_of_1_percent() -> None:
    assert share(1.01, seed=8, clear=True) <= 0.01


def planned_s(mode: Mode) -> float:
    """Of everything after the preflight, with 3 million rows."""
    bench, contenders = Bench(mode, Path(), Processes()), [made_up_contender("naive"), made_up_contender("optimized")]
    probes = {
        name: {"naive": Probe(slow_s, cpu_s, workers=2), "optimized": Probe(fast_s, fast_s, workers=2)}
        for name, (slow_s, cpu_s, fast_s) in THREE_MILLION.items()
    }
    offers = {name: offer(both, cores=2) for name, both in probes.items()}
    before = Preflight(probes=dict(probes), offers=offers)
    request = made_up_request(mode, list(THREE_MILLION))
    plan = plan_of(replace(request, chosen=replace(request.chosen, capacity=True)), contenders, before=before)
    return sum(Measuring(bench, contenders, Display(Console(stderr=True))).seconds(plan).values())


@pytest.mark.parametrize(("mode", "minutes"), [("standard", 6.5), ("full", 10.0)])
def test_a_mode_keeps_its_time_with_three_million_rows(mode: str, minutes: float) -> None:
    preflight_s = 60.0  # servers, fingerprints, questions, equal answers, pairs; not seeding
    assert planned_s(MODES[mode]) + preflight_s < 60 * minutes


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES.keys())
def test_the_questions_of_a_cell_are_enough_at_the_highest_rate(mode: Mode) -> None:
    hot, highest_per_s = 16, 200
    assert highest_per_s * (mode.warm_up_s + mode.measured_s) + 2 <= mode.questions - hot


def test_longer_modes_measure_the_capacity_and_quick_does_not() -> None:
    chosen = {name: choose_scenarios(mode, []).capacity for name, mode in MODES.items()}
    assert chosen == {"quick": False, "standard": True, "full": True}
    assert choose_scenarios(MODES["quick"], ["list", "capacity"]).capacity


def test_a_plateau_is_long_enough_for_a_p99_where_the_rate_allows() -> None:
    assert all(mode.longest_plateau_s * 200 >= capacity.LEAST_REQUESTS for mode in MODES.values())
