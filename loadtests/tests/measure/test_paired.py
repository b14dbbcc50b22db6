import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bench.contender.running import RunningContender
from bench.load.k6 import Variables, run_k6
from bench.load.scenarios import SCENARIOS
from bench.measure.bench import Bench
from bench.measure.paired import Pair, measure_pairs
from bench.processes import Processes
from bench.questions.files import write_questions
from bench.targets.datastores import Datastores
from conftest import StartFake
from made_up_contender import made_up_contender, made_up_definition


def pairs(first: str, second: str, scratch: Path, processes: Processes, *, least: int = 1) -> list[Pair]:
    variables: Variables = {
        "BASE_URL": first,
        "OTHER_URL": second,
        "SCENARIO": "sort",
        "DURATION": 1,
        "LEAST": least,
    }
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


class CacheWithoutServer:
    """Stands for a cache server."""

    def flush(self) -> None:
        pass


def test_hot_questions_are_in_the_cache_before_they_are_asked_in_pairs(
    start_fake: StartFake, tmp_path: Path, processes: Processes, bench_of: Callable[..., Bench]
) -> None:
    journal = tmp_path / "journal"
    questions = [(f"/api/v1/customers?page={page}", 20, 20) for page in range(1, 41)]

    def contender(name: str, url: str, **fields: Any) -> RunningContender:
        definition = made_up_definition(name, needs=(), port=urlsplit(url).port)
        one = made_up_contender(definition=definition, folder=tmp_path, questions={"list": questions}, **fields)
        # Any process whose CPU time can be read.
        one.service_pid = os.getpid()
        write_questions(one.questions_file, one.questions)
        return one

    cached = start_fake("--cached", "--journal", str(journal))
    found, _ = measure_pairs(
        bench_of(paired_s=0.1),
        SCENARIOS["list_hot"],
        baseline=contender("plain", start_fake()),
        other=contender("cached", cached, datastores=Datastores({}, cache=CacheWithoutServer())),  # type: ignore[arg-type]
    )
    asked = [line.split()[1] for line in journal.read_text().splitlines()]
    hot = [path for path, _, _ in questions[-16:]]
    assert asked[:16] == hot
    assert len(asked) == 16 + len(found.pairs_ms)
    assert set(asked) == set(hot)
