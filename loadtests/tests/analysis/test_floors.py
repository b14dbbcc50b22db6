"""What `bench floors` says of its figures."""

from pathlib import Path
from types import SimpleNamespace

from bench.analysis.floors import AIMS, verdicts
from bench.contenders import read_contenders
from bench.customers_api import CUSTOMERS
from bench.measure.floors.cells import BASELINE, SERVICE, Sample, floor_cells
from bench.measure.floors.programs import FLOORS_FILE
from bench.report.floors import FLOORS, README, WRITES, markdown, page_of, write_floors
from bench.results.floors import load_floors, save_floors
from made_up_floors import results, trials

MEDIA = README.parents[1] / "media"


def test_an_aim_is_judged_by_the_median_of_the_ratios_within_each_round() -> None:
    [verdict] = verdicts(results(trials("hit", 60, 120, 50), trials("page from redis", 50, 100, 50)))
    assert (verdict.ratio, verdict.low, verdict.high) == (1.2, 1.0, 1.2)
    assert verdict.reached


def test_an_aim_that_is_missed_is_called_so() -> None:
    found = results(trials("hit", 70), trials("page from redis", 50), trials("stock Django, hit", 500))
    assert [verdict.reached for verdict in verdicts(found)] == [False, False]
    assert markdown(found, page=FLOORS, media=MEDIA).count("not reached") == 2


def test_against_the_naive_service_all_parts_count() -> None:
    [verdict] = verdicts(results(trials("naive, first page", 100, database=900), trials("miss", 5, database=5)))
    assert verdict.ratio == 100
    assert verdict.reached


def test_the_page_has_a_line_for_each_cell_and_a_dash_for_what_was_not_read() -> None:
    page = markdown(results(trials("hit", 50), trials("miss", 300, database=200.0)), page=FLOORS, media=MEDIA)
    assert "| hit | **50.0** | – | – | 1,000 | 1.00 | 2.00 | 7.00 |" in page
    assert "| miss | **300** | 200 | – | 1,000 | 1.00 | 2.00 | 7.00 |" in page


def test_results_of_writes_are_a_page_of_their_own() -> None:
    assert page_of(results(trials("everything: create", 3000), trials("no trigrams: create", 2000))) is WRITES
    assert page_of(results(trials("hit", 50))) is FLOORS


def test_results_and_page_are_written_where_bench_report_does_not_take_them_for_its_own(tmp_path: Path) -> None:
    file = save_floors(results(trials("hit", 50)), tmp_path)
    write_floors(load_floors(file), tmp_path)
    assert file.parent == tmp_path / "results" / "floors"
    assert not list((tmp_path / "results").glob("*.json"))
    assert (tmp_path / "floors.md").read_text().startswith("# The floors")


def test_without_two_cells_of_an_aim_there_is_no_table_of_ratios() -> None:
    page = markdown(results(trials("everything: create", 3000)), page=WRITES, media=MEDIA)
    assert page.startswith("# What a write pays for")
    assert "ratio" not in page


def test_every_aim_names_two_cells_that_are_measured() -> None:
    programs = [*read_contenders(FLOORS_FILE), SERVICE, BASELINE]
    running = {name: SimpleNamespace(name=name, definition=SimpleNamespace(port=1)) for name in programs}
    cells = floor_cells(running, Sample([CUSTOMERS], [CUSTOMERS], [CUSTOMERS], '"etag"'), seconds=1.0)  # type: ignore[arg-type]
    names = [cell.name for cell in cells]
    assert len(names) == len(set(names))
    assert {name for aim in AIMS for name in (aim.cell, aim.versus)} <= set(names)
