"""The order of a run's cells."""

from bench.load.modes import MODES
from bench.load.probe import Probe
from bench.measure.cell_plan import CellPlan
from bench.measure.plan import order_in_words, plan_of, rounds
from bench.measure.preflight import Preflight
from made_up_contender import made_up_contender
from made_up_request import made_up_request

NAMES = ("list", "search", "detail")
PROBES = {"a": Probe(0.1, 0.1, workers=2), "b": Probe(0.01, 0.01, workers=2)}
BEFORE = Preflight(probes=dict.fromkeys(NAMES, PROBES))
QUESTIONS = {name: [(f"/{name}/{number}", 1, 1) for number in range(100)] for name in NAMES}
CONTENDERS = [made_up_contender(name, questions=QUESTIONS) for name in "ab"]


def plan(seed: int) -> list[list[CellPlan]]:
    return rounds(made_up_request(MODES["quick"], NAMES, seed=seed), CONTENDERS, before=BEFORE)


def test_every_round_has_every_cell_once() -> None:
    for cells in plan(seed=1):
        found = [(cell.scenario.name, cell.contender.name) for cell in cells]
        assert sorted(found) == sorted((scenario, name) for scenario in NAMES for name in "ab")


def test_contenders_of_one_scenario_follow_each_other() -> None:
    for cells in plan(seed=1):
        assert [cell.scenario for cell in cells[::2]] == [cell.scenario for cell in cells[1::2]]


def test_contenders_of_one_scenario_have_turns_of_equal_number() -> None:
    for cells in plan(seed=1):
        assert [cell.turns for cell in cells[::2]] == [cell.turns for cell in cells[1::2]]


def test_the_order_is_the_seeds() -> None:
    assert [order_in_words(cells) for cells in plan(seed=1)] == [order_in_words(cells) for cells in plan(seed=1)]
    assert len({order_in_words(plan(seed=seed)[0]) for seed in range(8)}) > 1


def test_positions_count_through_all_rounds() -> None:
    positions = [cell.position for cells in plan(seed=1) for cell in cells]
    assert positions == list(range(1, len(positions) + 1))


def test_a_plan_has_the_parts_that_were_asked_for_and_no_others() -> None:
    found = plan_of(made_up_request(MODES["quick"], NAMES), CONTENDERS, before=BEFORE)
    assert found.cells == MODES["quick"].rounds * len(NAMES) * 2
    assert (found.capacity, found.classic) == (None, False)
