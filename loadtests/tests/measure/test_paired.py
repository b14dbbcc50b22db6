from pathlib import Path

import pytest
from bench.load.k6 import run_k6
from bench.measure.paired import Pair
from bench.processes import Processes
from conftest import StartFake


def pairs(first: str, second: str, scratch: Path, processes: Processes, *, least: int = 1) -> list[Pair]:
    variables = {"BASE_URL": first, "OTHER_URL": second, "SCENARIO": "sort", "DURATION": 1, "LEAST": least}
    return [Pair.read(line) for line in run_k6("paired", variables, scratch=scratch, processes=processes).console]


def test_both_are_asked_the_same_and_times_belong_to_the_right_one(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    found = pairs(start_fake("--slow-ms", "30"), start_fake(), tmp_path, processes)
    assert len(found) > 5
    assert {pair.verdict for pair in found} == {"same"}
    assert all(pair.times_ms[0] >= 30 for pair in found)
    assert min(pair.times_ms[1] for pair in found) < 25


def test_every_ordering_is_asked_however_long_they_take(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    found = pairs(start_fake("--slow-ms", "120"), start_fake(), tmp_path, processes, least=16)
    assert len({pair.question for pair in found}) == len(found) == 16


def test_pages_that_are_reached_differently_are_the_same_answer(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    found = pairs(start_fake("--paging", "page"), start_fake("--paging", "cursor"), tmp_path, processes)
    assert {pair.verdict for pair in found} == {"same"}


def test_who_is_asked_first_alternates(start_fake: StartFake, tmp_path: Path, processes: Processes) -> None:
    journal = ("--journal", str(tmp_path / "journal"))
    found = pairs(
        start_fake("--paging", "page", *journal), start_fake("--paging", "cursor", *journal), tmp_path, processes
    )
    asked = [line.partition(" ") for line in (tmp_path / "journal").read_text().splitlines()]
    orders = [(first[0], second[0]) for first, second in zip(asked[::2], asked[1::2], strict=True)]
    assert orders == [("page", "cursor") if i % 2 == 0 else ("cursor", "page") for i in range(len(found))]
    assert all(first[2] == second[2] for first, second in zip(asked[::2], asked[1::2], strict=True))


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [(("--drop-field", "phone_number"), "differ"), (("--rows", "1999"), "differ"), (("--fail-every", "3"), "failed")],
)
def test_an_answer_that_differs_or_fails_is_named(
    fault: tuple[str, str], verdict: str, start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    found = pairs(start_fake(), start_fake(*fault), tmp_path, processes)
    unlike = [pair for pair in found if pair.verdict != "same"]
    assert {pair.verdict for pair in unlike} == {verdict}
    assert all("/api/v1/customers?ordering=" in pair.question for pair in unlike)
