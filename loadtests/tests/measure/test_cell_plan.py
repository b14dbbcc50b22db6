"""The questions of a cell, and their numbers."""

from dataclasses import replace
from itertools import pairwise

import pytest
from bench.load.closed_loop import Load
from bench.load.modes import MODES
from bench.load.probe import Probe
from bench.load.scenarios import SCENARIOS
from bench.measure.cell_plan import (
    CONNECTIONS,
    LEAST_OF_A_TURN,
    MOST_CONNECTIONS,
    NUMBERS_A_CELL,
    CellPlan,
    cell_plan,
    questions_of_a_round,
)
from bench.questions.sample import QUESTIONS as DRAWN
from bench.targets.cache_server import CacheServer
from bench.targets.datastores import Datastores
from made_up_contender import made_up_contender, made_up_definition

MODE = replace(MODES["quick"], rounds=2, measured_s=1.0, warm_up_s=0.5, least_iterations=20)
QUESTIONS = {"list": [(f"/{number}", 1, 1) for number in range(200)], "sort": [(f"/{n}", 1, 1) for n in range(200)]}
CACHED = Datastores({}, cache=CacheServer("redis://127.0.0.1:1/0"))


def plan(name: str = "list", *, slow_s: float = 0.05, mine_s: float = 0.05, round_: int = 1, position: int = 1,
         cached: bool = False, in_turns: bool = False) -> CellPlan:  # fmt: skip
    contender = made_up_contender(questions=QUESTIONS, datastores=CACHED if cached else Datastores({}))
    probes = {"one": Probe(mine_s, mine_s, workers=2), "other": Probe(slow_s, slow_s, workers=2)}
    return cell_plan(
        MODE,
        SCENARIOS[name],
        probes=probes,
        contender=contender,
        round=round_,
        position=position,
        in_turns=in_turns,
    )


def asked(load: Load) -> list[str]:
    return [steps[0].path for steps in load.iterations]


def cores() -> int:
    return made_up_contender().target.cores


def test_a_fast_contender_gets_the_questions_of_the_slow_one() -> None:
    assert asked(plan(slow_s=0.05, mine_s=0.05).measured()) == asked(plan(slow_s=0.05, mine_s=0.001).measured())


def test_the_slowest_contender_has_work_for_the_seconds_of_a_cell() -> None:
    assert plan(slow_s=0.05).questions == int(MODE.measured_s * cores() / 0.05)


def test_the_rounds_of_a_contender_that_needs_seconds_have_the_least_number_together() -> None:
    assert plan(slow_s=15.0).questions * MODE.rounds == MODE.least_iterations


def test_a_round_of_a_fast_contender_is_not_endless() -> None:
    assert plan(slow_s=0.000_01, mine_s=0.000_01).questions == DRAWN


def test_a_round_goes_on_where_the_one_before_ended_and_begins_again_at_the_last_question() -> None:
    count = plan(slow_s=0.01, mine_s=0.01).questions
    rounds = [asked(plan(slow_s=0.01, mine_s=0.01, round_=number).measured()) for number in (1, 2, 3)]
    assert 3 * count > 200
    assert [path for paths in rounds for path in paths] == [f"/{number % 200}" for number in range(3 * count)]


@pytest.mark.parametrize("slowest_s", [0.001, 0.01, 0.1, 1.0, 10.0])
def test_a_pass_has_whole_cycles(slowest_s: float) -> None:
    found = questions_of_a_round(SCENARIOS["sort"], MODE, slowest_s=slowest_s, cores=2)
    assert found % 8 == 0


def turns(found: CellPlan) -> list[Load]:
    return [found.measured(turn) for turn in range(found.turns)]


@pytest.mark.parametrize("name", ["list", "sort"])
def test_the_turns_of_a_cell_share_its_time_and_its_questions(name: str) -> None:
    found = plan(name, slow_s=0.01, mine_s=0.01, in_turns=True)
    assert found.turns == 4
    assert sum(load.seconds for load in turns(found)) == pytest.approx(MODE.measured_s)
    paths = [path for load in turns(found) for path in asked(load)]
    assert paths == asked(plan(name, slow_s=0.01, mine_s=0.01).measured())[: len(paths)]
    assert len(paths) > 80


@pytest.mark.parametrize("slow_s", [0.0001, 0.01, 0.05, 0.1, 1.0, 15.0])
def test_all_contenders_have_as_many_turns_as_give_the_slowest_one_enough_questions(slow_s: float) -> None:
    for name in ("list", "sort", "filter", "mixed"):
        found = [plan(name, slow_s=slow_s, mine_s=mine_s, in_turns=True) for mine_s in (slow_s, 0.00001)]
        assert found[0].turns == found[1].turns
        # A question of theirs keeps one core busy.
        assert found[0].turns == 1 or found[0].questions >= LEAST_OF_A_TURN * cores()
        assert found[0].turns * found[0].questions % SCENARIOS[name].cycle == 0


@pytest.mark.parametrize("slow_s", [0.001, 0.01, 0.05])
def test_turns_of_reads_share_a_cycle_and_turns_of_writes_have_whole_ones(slow_s: float) -> None:
    """A read is one request, so turns of equally many weigh alike. One that writes is four."""
    assert plan("filter", slow_s=0.1, mine_s=0.1, in_turns=True).turns > 1
    assert plan("filter", slow_s=0.1, mine_s=0.1, in_turns=True).questions < SCENARIOS["filter"].cycle
    assert plan("mixed", slow_s=slow_s, mine_s=slow_s, in_turns=True).questions % SCENARIOS["mixed"].cycle == 0


def test_a_question_that_keeps_all_cores_busy_is_enough_for_half_a_turn() -> None:
    contender = made_up_contender(questions=QUESTIONS)
    probes = {"one": Probe(latency_s=1.0, cpu_s=1.0 * cores(), workers=2)}
    mode = replace(MODE, least_iterations=8)
    found = cell_plan(mode, SCENARIOS["list"], probes=probes, contender=contender, round=1, position=1, in_turns=True)
    assert (found.turns, found.questions, found.connections) == (2, 2, 2)


def test_a_question_that_keeps_all_cores_busy_is_planned_with_its_whole_time() -> None:
    contender = made_up_contender(questions=QUESTIONS)
    probes = {"one": Probe(latency_s=8.0, cpu_s=8.0 * cores(), workers=2)}
    found = cell_plan(MODE, SCENARIOS["list"], probes=probes, contender=contender, round=1, position=1)
    assert found.planned_s == pytest.approx(found.questions * 8.0, abs=1)


def test_the_next_round_asks_none_of_the_questions_of_the_turns_before() -> None:
    first, second = (
        {path for load in turns(plan(slow_s=0.02, mine_s=0.02, round_=number, in_turns=True)) for path in asked(load)}
        for number in (1, 2)
    )
    assert not first & second


def test_no_two_turns_and_no_warm_up_number_an_iteration_alike() -> None:
    found = plan(slow_s=0.01, mine_s=0.01, in_turns=True)
    firsts = sorted(load.first for load in (found.warm_up(), *turns(found)))
    room = [after - before for before, after in pairwise(firsts)]
    assert len(room) == 4
    assert min(room) >= NUMBERS_A_CELL // 8


def test_no_two_cells_and_no_warm_up_number_an_iteration_alike() -> None:
    firsts = [
        load.first
        for position in (1, 2, 3)
        for load in (plan(position=position).measured(), plan(position=position).warm_up())
    ]
    assert len(set(firsts)) == len(firsts)
    assert min(abs(a - b) for a in firsts for b in firsts if a != b) >= NUMBERS_A_CELL // 2
    assert len({len(str(first)) for first in firsts}) == 1


def test_cold_keys_have_a_host_of_their_own_for_each_iteration_and_hot_keys_one_for_all() -> None:
    assert plan("list").measured().host == "q{n}.localhost"
    assert plan("list_hot").measured().host == "localhost"


def test_hot_keys_are_all_in_the_cache_before_they_are_measured() -> None:
    found = plan("list_hot", slow_s=15.0, mine_s=15.0, cached=True)
    assert set(asked(found.measured())) <= set(asked(found.warm_up()))


def test_a_contender_that_needs_seconds_a_request_gets_no_warm_up() -> None:
    assert plan(slow_s=15.0, mine_s=15.0).warm_ups == 0


@pytest.mark.parametrize(("used", "connections"), [(1.0, 1), (0.9, 1), (0.5, 2), (0.1, 10)])
def test_a_slow_contender_gets_as_many_connections_as_keep_all_cores_busy(used: float, connections: int) -> None:
    contender = made_up_contender(questions=QUESTIONS)
    probes = {"one": Probe(latency_s=15.0, cpu_s=15.0 * cores() * used, workers=2)}
    found = cell_plan(MODE, SCENARIOS["list"], probes=probes, contender=contender, round=1, position=1)
    assert found.measured().connections == connections


@pytest.mark.parametrize(
    ("mine_s", "connections"), [(0.001, MOST_CONNECTIONS), (0.02, CONNECTIONS), (0.15, 13), (1.9, 10)]
)
def test_any_other_contender_gets_enough_connections_for_all_its_workers_and_more_only_if_it_answers_fast(
    mine_s: float, connections: int
) -> None:
    found = plan(slow_s=1.9, mine_s=mine_s)
    assert found.questions == 10
    assert found.measured().connections == connections


def test_the_token_of_a_service_is_sent() -> None:
    definition = made_up_definition(needs=(), environment={"API_WRITE_TOKEN": "secret"})
    contender = made_up_contender(questions=QUESTIONS, definition=definition)
    probes = {"one": Probe(0.01, 0.01, workers=2)}
    found = cell_plan(MODE, SCENARIOS["list"], probes=probes, contender=contender, round=1, position=1)
    assert found.measured().header == "authorization: Bearer secret"
