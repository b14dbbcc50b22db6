"""Rungs change what an answer costs and not the answer, in any combination."""

import json
from urllib.parse import urlencode

import pytest
from asking import COLUMNS, LIST, QUESTIONS, ask, walk
from crm_ladder.composition import ADVICE, RUNGS, modules, view_set
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_redis import get_redis_connection

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

LADDER = [RUNGS[:n] for n in range(len(RUNGS) + 1)]
LEFT_OUT = [tuple(rung for rung in RUNGS if rung != left_out) for left_out in RUNGS]


@pytest.fixture(autouse=True)
def empty_cache(cache_url: str) -> None:
    get_redis_connection("default").flushdb()


def statements(rungs: tuple[str, ...], url: str = LIST) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask(rungs, url).status_code == 200
    return len(captured)


@pytest.mark.usefixtures("customers")
@pytest.mark.parametrize(("rungs", "count"), list(zip(LADDER, [42, 4, 4, 3, 3, 3, 1, 1], strict=True)), ids=str)
def test_a_page_of_20_customers_costs_so_many_statements(rungs: tuple[str, ...], count: int) -> None:
    assert statements(rungs) == count


@pytest.mark.usefixtures("customers")
def test_a_joined_page_costs_the_count_and_the_page() -> None:
    assert statements(ADVICE) == 2


@pytest.mark.usefixtures("customers")
def test_a_tuned_page_costs_none_the_second_time() -> None:
    assert [statements(RUNGS), statements(RUNGS)] == [1, 0]


@pytest.mark.usefixtures("customers")
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: "&".join(question.values()))
def test_every_list_is_the_one_of_naive_on_any_rungs(question: dict[str, str]) -> None:
    expected = list(walk((), question))
    for rungs in [*LADDER[1:], *LEFT_OUT[:-1], ADVICE]:
        assert list(walk(rungs, question)) == expected, rungs


@pytest.mark.usefixtures("customers")
def test_each_ordering_of_a_full_page_takes_one_statement() -> None:
    for question in QUESTIONS[: 2 * len(COLUMNS)]:
        first = ask(RUNGS, f"{LIST}?ordering={question['ordering']}&page_size=3")
        assert statements(RUNGS, first.data["next"]) == 1, question


@pytest.mark.usefixtures("customers")
def test_a_cursor_survives_the_rungs_above_keyset() -> None:
    above = [*LADDER[4:], *LEFT_OUT[3:]]
    for question in (each for each in QUESTIONS if "page_size" in each):
        first = ask(LADDER[3], f"{LIST}?{urlencode(question)}")
        second = ask(LADDER[3], first.data["next"])
        for rungs in above:
            assert json.loads(ask(rungs, first.data["next"]).content)["results"] == second.data["results"], question


def test_an_unknown_rung_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="prefetsh"):
        view_set(["prefetsh"])


def test_rungs_have_the_order_of_the_ladder_and_each_does_something() -> None:
    found = modules(RUNGS[::-1])
    assert [module.__name__.rpartition(".")[2] for module in found] == list(RUNGS)
    assert all(hasattr(module, "Mixin") or hasattr(module, "STRUCTURES") for module in found)
