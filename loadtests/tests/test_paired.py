from pathlib import Path

import pytest
from bench.k6 import run_k6
from bench.processes import Processes
from conftest import StartFake


def pairs(first: str, second: str, scratch: Path, processes: Processes) -> list[tuple[float, float, str]]:
    variables = {"BASE_URL": first, "OTHER_URL": second, "SCENARIO": "sort", "DURATION": 1}
    lines = [line.split(" ", 2) for line in run_k6("paired", variables, scratch, processes).console]
    return [(float(one), float(other), verdict) for one, other, verdict in lines]


def test_both_are_asked_the_same_and_times_belong_to_the_right_one(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    found = pairs(start_fake("--slow-ms", "30"), start_fake(), tmp_path, processes)
    assert len(found) > 5
    assert all(verdict == "same" for _, _, verdict in found)
    assert all(slow >= 30 for slow, _, _ in found)
    assert min(fast for _, fast, _ in found) < 25


def test_pages_that_are_reached_differently_are_the_same_answer(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    found = pairs(start_fake("--paging", "page"), start_fake("--paging", "cursor"), tmp_path, processes)
    assert {verdict for _, _, verdict in found} == {"same"}


@pytest.mark.parametrize("fault", [("--drop-field", "phone_number"), ("--rows", "1999"), ("--fail-every", "3")])
def test_an_answer_that_differs_is_named(
    fault: tuple[str, str], start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    found = pairs(start_fake(), start_fake(*fault), tmp_path, processes)
    verdicts = {verdict for _, _, verdict in found} - {"same"}
    assert verdicts
    assert all("/api/v1/customers?ordering=" in verdict for verdict in verdicts)
