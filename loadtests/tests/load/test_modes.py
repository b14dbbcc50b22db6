"""What the modes promise: their statistics, by simulation, and their time."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from bench.analysis.statistics import ratio_of_sums
from bench.load.modes import MODES, Mode
from bench.load.probe import Probe
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

# Mean seconds of an iteration of naive and of optimized with 3 million rows on 2 cores. A search of naive uses both.
THREE_MILLION = {
    "list": (0.63, 0.0035),
    "list_hot": (0.63, 0.0035),
    "deep_page": (1.27, 0.0043),
    "filter": (0.55, 0.008),
    "search": (15.2, 0.017),
    "sort": (1.05, 0.0041),
    "detail": (0.004, 0.0013),
    "write": (0.03, 0.02),
    "mixed": (0.55, 0.004),
}


def ratios_of_full(random: Random, truth: float) -> list[float]:
    """Mostly close to the truth, one round in ten disturbed."""
    sigmas = (NOISE * 8 if random.random() < 0.1 else NOISE for _ in range(FULL.rounds))
    return [truth * math.exp(random.gauss(0, sigma)) for sigma in sigmas]


def share(truth: float, *, seed: int, clear: bool) -> float:
    random = Random(seed)
    found = [ratio_of_sums(ratios_of_full(random, truth), [1.0] * FULL.rounds) for _ in range(EXPERIMENTS)]
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
    """With 3 million rows, of everything after the servers' start and the questions. No seeding."""
    contenders = [made_up_contender(name) for name in ("naive", "optimized")]
    cores = dict.fromkeys(THREE_MILLION, 1) | {"search": 2}
    probes: dict[str, Mapping[str, Probe]] = {
        name: {
            "naive": Probe(slow_s, slow_s * cores[name], workers=2),
            "optimized": Probe(fast_s, fast_s, workers=2),
        }
        for name, (slow_s, fast_s) in THREE_MILLION.items()
    }
    request = made_up_request(mode, list(THREE_MILLION))
    plan = plan_of(
        replace(request, chosen=replace(request.chosen, capacity=True)), contenders, before=Preflight(probes=probes)
    )
    pairs_s = sum(
        max(mode.paired_s, mode.least_iterations * (slow_s + fast_s)) for slow_s, fast_s in THREE_MILLION.values()
    )
    bench = Bench(mode, Path(), Processes())
    return pairs_s + sum(Measuring(bench, contenders, Display(Console(stderr=True))).seconds(plan).values())


@pytest.mark.parametrize(("mode", "minutes"), [("standard", 25.0), ("full", 35.0)])
def test_a_mode_keeps_its_time_with_three_million_rows(mode: str, minutes: float) -> None:
    servers_and_questions_s = 60.0
    assert planned_s(MODES[mode]) + servers_and_questions_s < 60 * minutes


def test_longer_modes_measure_the_capacity_and_quick_does_not() -> None:
    chosen = {name: choose_scenarios(mode, []).capacity for name, mode in MODES.items()}
    assert chosen == {"quick": False, "standard": True, "full": True}
    assert choose_scenarios(MODES["quick"], ["list", "capacity"]).capacity


def test_a_plateau_is_long_enough_for_a_p99_where_the_rate_allows() -> None:
    assert all(mode.longest_plateau_s * 200 >= capacity.LEAST_REQUESTS for mode in MODES.values())
