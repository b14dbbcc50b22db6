"""The closed loop makes the requests of the k6 scripts."""

from bench.load.iterations import LIFE, iterations
from bench.load.scenarios import SCENARIOS

QUESTIONS = {
    "list": [(f"/list/{number}", 20, 20) for number in range(40)],
    "detail": [(f"/detail/{number}", 1, 1) for number in range(40)],
}


def paths(name: str, *, first: int = 0, count: int = 20) -> list[list[str]]:
    found = iterations(SCENARIOS[name], QUESTIONS, first=first, count=count)
    return [[step.path for step in steps] for steps in found]


def test_reads_begin_at_their_question_and_go_round() -> None:
    assert paths("list", first=38, count=4) == [["/list/38"], ["/list/39"], ["/list/0"], ["/list/1"]]


def test_hot_reads_ask_the_last_16_questions() -> None:
    assert {path for [path] in paths("list_hot", count=100)} == {f"/list/{number}" for number in range(24, 40)}


def test_mixed_is_80_percent_list_15_detail_and_5_write() -> None:
    found = iterations(SCENARIOS["mixed"], QUESTIONS, first=0, count=20)
    kinds = ["write" if steps == LIFE else steps[0].path.split("/")[1] for steps in found]
    assert (kinds.count("list"), kinds.count("detail"), kinds.count("write")) == (16, 3, 1)


def test_a_write_leaves_nothing_behind() -> None:
    [steps] = iterations(SCENARIOS["write"], QUESTIONS, first=0, count=1)
    assert [step.method for step in steps] == ["POST", "GET", "PATCH", "DELETE"]
