"""The cost of a request as the table grows."""

from collections.abc import Sequence

from bench.report.figures.figure import Bars, Panel
from bench.report.figures.growth import growth
from bench.results.run import Results
from made_up_curve import curve, with_an_invalid_point


def panels_of(run: Results) -> Sequence[Panel]:
    drawn = growth(run).views[0].drawn
    assert not isinstance(drawn, Bars)
    return drawn


def test_above_a_panel_of_growth_stand_the_slopes() -> None:
    slopes = {(panel.heading, name): words for panel in panels_of(curve()) for name, words in panel.remarks}
    assert len(slopes) == 2 * 10
    assert slopes["deep_page", "naive"] == "naive grows linearly (0.95)"


def test_an_invalid_point_is_a_cross_and_not_on_the_line() -> None:
    paths = [(panel.heading, path) for panel in panels_of(with_an_invalid_point()) for path in panel.paths]
    crosses = [(name, path, point) for name, path in paths for point in path.points if point.shape == "cross"]
    [(name, path, point)] = crosses
    assert (name, path.contender, point.x) == ("list", "naive", 10_000)
    assert (point.x, point.y) not in path.places
