from bench.contender.meters import mean
from bench.results.run import ByComponent


def test_each_turn_of_a_cell_weighs_alike() -> None:
    turns = [ByComponent(service=1.0, database=2.0, cache=0.0), ByComponent(service=3.0, database=10.0, cache=1.0)]
    assert mean(turns) == ByComponent(service=2.0, database=6.0, cache=0.5)


def test_what_one_turn_does_not_know_stays_unknown() -> None:
    turns = [ByComponent(service=1.0, database=2.0, cache=None), ByComponent(service=3.0, database=None, cache=None)]
    assert mean(turns) == ByComponent(service=2.0, database=None, cache=None)
