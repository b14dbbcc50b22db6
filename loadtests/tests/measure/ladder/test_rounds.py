"""The order of a ladder's cells: neighbours follow each other, and one service runs at a time."""

from bench.load.modes import LADDER
from bench.load.probe import Probe
from bench.measure.ladder.rounds import Visit, planned_s, rounds
from made_up_contender import made_up_contender
from made_up_request import made_up_request

NAMES = ("list", "search", "detail")
RUNGS = ("low", "middle", "high")
PROBES = {scenario: {name: Probe(0.1, 0.1, workers=2) for name in RUNGS} for scenario in NAMES}
QUESTIONS = {name: [(f"/{name}/{number}", 1, 1) for number in range(100)] for name in NAMES}
SERVICES = [made_up_contender(name, questions=QUESTIONS) for name in RUNGS]


def plan(seed: int = 1) -> list[list[Visit]]:
    return rounds(made_up_request(LADDER["full"], NAMES, seed=seed), SERVICES, probes=PROBES)


def test_a_round_climbs_the_ladder_and_the_next_one_descends() -> None:
    order = [[visit[0].contender.name for visit in visits] for visits in plan()]
    assert order == [["low", "middle", "high"], ["high", "middle", "low"]] * 3


def test_a_visit_has_every_scenario_of_one_service_in_the_round_s_order() -> None:
    for visits in plan():
        assert all(len({cell.contender.name for cell in visit}) == 1 for visit in visits)
        orders = {tuple(cell.scenario.name for cell in visit) for visit in visits}
        assert len(orders) == 1
        assert sorted(orders.pop()) == sorted(NAMES)


def test_all_rungs_of_a_round_are_asked_the_same_questions() -> None:
    for visits in plan():
        for name in NAMES:
            cells = [cell for visit in visits for cell in visit if cell.scenario.name == name]
            assert len({(cell.first_question, cell.questions) for cell in cells}) == 1


def test_the_order_is_the_seeds_and_positions_count_through_all_rounds() -> None:
    def order(seed: int) -> list[str]:
        return [cell.scenario.name for visits in plan(seed) for visit in visits for cell in visit]

    assert order(1) == order(1)
    assert len({tuple(order(seed)) for seed in range(8)}) > 1
    positions = [cell.position for visits in plan() for visit in visits for cell in visit]
    assert positions == list(range(1, len(positions) + 1))


def test_the_estimate_counts_starts_and_cells() -> None:
    cells_s = sum(cell.planned_s for visits in plan() for visit in visits for cell in visit)
    assert planned_s(plan()) > cells_s
