"""The picture of a ladder: a panel a scenario, a point a rung and component."""

from collections.abc import Callable

from bench.report.figures.figure import Bars, Panel
from bench.report.figures.ladder import ladder as figure
from bench.results.run import Results
from made_up_ladder import CPU, ladder, with_invalid_cells


def panels(results: Callable[[], Results] = ladder) -> dict[str, Panel]:
    [view] = figure(results()).views
    assert not isinstance(view.drawn, Bars)
    return {panel.heading: panel for panel in view.drawn}


def test_each_scenario_has_a_panel_with_a_point_for_each_rung_and_component() -> None:
    found = panels()
    assert list(found) == ["list", "search", "write"]
    for name, panel in found.items():
        points = {path.contender: [point.x for point in path.points] for path in panel.paths}
        assert points == {"service": list(range(6)), "database": list(range(6)), "cache": [2, 3, 4, 5]}, name


def test_service_and_database_are_told_apart_on_a_logarithmic_axis() -> None:
    panel = panels()["search"]
    service, database, _ = panel.paths
    ratio = database.points[0].y / service.points[0].y
    assert round(ratio) == round(CPU["naive"]["search"][1] / CPU["naive"]["search"][0]) == 24
    assert panel.y.log
    assert "search, naive" in service.points[0].says
    assert "× less CPU [" in service.points[2].says
    assert service.points[2].says.endswith("compared with indexed")
    more = panels()["write"].paths[0].points[1].says
    assert "1.17× more CPU [" in more
    assert more.endswith("compared with naive")


def test_the_caption_names_the_rungs_by_their_numbers() -> None:
    assert "0\u00a0naive, 1\u00a0indexed, 2\u00a0tuned, 3\u00a0fast" in figure(ladder()).caption
    assert panels()["list"].x.ticks() == list(range(6))


def test_a_rung_without_a_valid_cell_has_no_point() -> None:
    panel = panels(with_invalid_cells)["search"]
    service = [[point.x for point in path.points] for path in panel.paths if path.contender == "service"]
    assert service == [[0], [2, 3, 4, 5]], "no line leads across the gap"
