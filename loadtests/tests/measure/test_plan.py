"""The order of a run's cells, and what each of them tells k6."""

from bench.load.modes import MODES
from bench.load.rates import Offer
from bench.measure.cell_plan import CellPlan
from bench.measure.plan import order_in_words, plan_of, rounds
from bench.measure.preflight import Preflight
from made_up_contender import made_up_contender
from made_up_request import made_up_request

NAMES = ("list", "search", "detail")
BEFORE = Preflight(
    offers={name: Offer(per_s=10.0, vus=4, latencies_s={"a": 0.1, "b": 0.01}) for name in NAMES},
)


def plan(seed: int) -> list[list[CellPlan]]:
    request = made_up_request(MODES["quick"], NAMES, seed=seed)
    return rounds(request, [made_up_contender("a"), made_up_contender("b")], before=BEFORE)


def test_every_round_has_every_cell_once() -> None:
    for cells in plan(seed=1):
        found = [(cell.scenario.name, cell.contender.name) for cell in cells]
        assert sorted(found) == sorted((scenario, name) for scenario in NAMES for name in "ab")


def test_contenders_of_one_scenario_follow_each_other() -> None:
    for cells in plan(seed=1):
        assert [cell.scenario for cell in cells[::2]] == [cell.scenario for cell in cells[1::2]]


def test_the_order_is_the_seeds() -> None:
    assert [order_in_words(cells) for cells in plan(seed=1)] == [order_in_words(cells) for cells in plan(seed=1)]
    assert len({order_in_words(plan(seed=seed)[0]) for seed in range(8)}) > 1


def test_positions_count_through_all_rounds() -> None:
    positions = [cell.position for cells in plan(seed=1) for cell in cells]
    assert positions == list(range(1, len(positions) + 1))


def test_contenders_of_a_round_get_the_same_questions_and_rounds_and_attempts_get_others() -> None:
    starts: dict[tuple[str, int, int], set[float]] = {}
    for cells in plan(seed=1):
        for cell in cells:
            for attempt in (1, 2):
                key = (cell.scenario.name, cell.round, attempt)
                starts.setdefault(key, set()).add(float(cell.measured(attempt)["START"]))
    assert all(len(found) == 1 for found in starts.values())
    assert len({(key[0], *found) for key, found in starts.items()}) == len(starts)


def test_no_two_cells_write_under_one_name() -> None:
    names = [cell.measured(attempt)["RUN"] for cells in plan(seed=1) for cell in cells for attempt in (1, 2)]
    names += [cell.warm_up(1)["RUN"] for cells in plan(seed=1) for cell in cells]
    assert len(set(names)) == len(names)


def test_a_plan_has_the_parts_that_were_asked_for_and_no_others() -> None:
    found = plan_of(
        made_up_request(MODES["quick"], NAMES), [made_up_contender("a"), made_up_contender("b")], before=BEFORE
    )
    assert found.cells == 2 * len(NAMES) * 2
    assert (found.own_rates, found.capacity, found.classic) == ((), None, False)
