from pathlib import Path

from bench.contender.running import Entrant
from bench.contenders import Contender
from bench.load.modes import MODES
from bench.load.rates import Offer
from bench.load.scenarios import WORKLOADS
from bench.measure.observed import Bench
from bench.measure.plan import Planned, order_in_words, rounds
from bench.processes import Processes
from bench.readings.statements import Statements
from bench.targets.datastores import Backing
from bench.targets.local import LocalTarget

SCENARIOS = ("list", "search", "detail")


def entrant(name: str) -> Entrant:
    contender = Contender(name=name, title=name, folder=Path(), start="true", port=1)
    return Entrant(LocalTarget(Processes()), contender, Backing({}), Statements(None), Path(), questions={})


def plan(seed: int) -> list[list[Planned]]:
    bench = Bench(MODES["quick"], Path(), Processes())
    offers = {name: Offer(per_s=10.0, vus=4, latencies_s={"a": 0.1, "b": 0.01}) for name in SCENARIOS}
    return rounds(bench, offers, [WORKLOADS[name] for name in SCENARIOS], [entrant("a"), entrant("b")], seed=seed)


def test_every_round_has_every_cell_once() -> None:
    for cells in plan(seed=1):
        found = [(cell.workload.name, cell.entrant.name) for cell in cells]
        assert sorted(found) == sorted((scenario, name) for scenario in SCENARIOS for name in "ab")


def test_contenders_of_one_scenario_follow_each_other() -> None:
    for cells in plan(seed=1):
        assert [cell.workload for cell in cells[::2]] == [cell.workload for cell in cells[1::2]]


def test_the_order_is_the_seeds() -> None:
    assert [order_in_words(cells) for cells in plan(seed=1)] == [order_in_words(cells) for cells in plan(seed=1)]
    assert len({order_in_words(plan(seed=seed)[0]) for seed in range(8)}) > 1


def test_positions_count_through_all_rounds() -> None:
    positions = [cell.place.position for cells in plan(seed=1) for cell in cells]
    assert positions == list(range(1, len(positions) + 1))
