"""Throughput against p99."""

from bench.report.figures.capacity import capacities
from bench.report.figures.figure import Bars
from made_up_capacity import standard


def test_a_plateau_that_missed_the_objective_is_a_cross_and_says_why() -> None:
    plateaus = [plateau for each in standard().capacity for plateau in each.plateaus]
    drawn = capacities(standard()).views[0].drawn
    assert not isinstance(drawn, Bars)
    points = [point for path in drawn[0].paths for point in path.points]
    assert [point.shape == "dot" for point in points] == [plateau.met for plateau in plateaus]
    for point, plateau in zip(points, plateaus, strict=True):
        assert (f"Missed: {plateau.missed_because}" in point.says) is not plateau.met
    assert drawn[0].limit
    assert drawn[0].limit.words == "the objective: 250 ms"
