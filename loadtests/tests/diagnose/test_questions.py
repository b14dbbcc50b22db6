"""What is asked for, out of a specification and of the values of answers."""

from typing import Any

from bench.diagnose.questions import filters, orderings, searches
from bench.diagnose.specification import Parameter, candidates

SEEN: dict[str, list[Any]] = {
    "city": ["Bonn", "Regensburg"],
    "points": [3, 9],
    "paid": [True],
    "gender": ["male"],
    "id": [1],
}


def known(*parameters: Parameter) -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}


def test_a_filter_asks_for_the_value_that_fewest_rows_have() -> None:
    offered = known(Parameter("city"), Parameter("points_min", "integer"), Parameter("points__lte", "integer"))
    asked = [(each.parameter, each.column, each.value, each.inside) for each in filters(offered, SEEN)]
    assert asked == [
        ("city", "city", "Bonn", "egensbur"),
        ("points_min", "points", "9", ""),
        ("points__lte", "points", "3", ""),
    ]


def test_a_choice_is_one_of_the_answers_and_what_is_no_filter_is_left_out() -> None:
    offered = known(Parameter("gender", choices=("female", "male")), Parameter("page"), Parameter("format"))
    assert [each.value for each in filters(offered, SEEN)] == ["male"]
    assert list(filters(known(Parameter("unknown")), SEEN)) == []


def test_each_column_is_ordered_in_one_direction() -> None:
    offered = known(Parameter("ordering", choices=("name", "-name", "id")))
    assert [each.target for each in orderings("/o", offered, seen={})] == ["/o?ordering=-name", "/o?ordering=id"]
    free = known(Parameter("sort"))
    assert [each.target for each in orderings("/o?a=1", free, seen={"x": [1]})] == ["/o?a=1&sort=x"]


def test_a_search_is_for_a_word_of_an_answer_and_its_value_is_not_shown() -> None:
    [condition] = searches(known(Parameter("q")), SEEN)
    question = condition.question("/o", inside=False)
    assert (question.target, question.name) == ("/o?q=Regensburg", "q=…")


def test_the_document_is_looked_for_in_the_folders_above_the_list() -> None:
    assert candidates("/api/v1/orders/")[:3] == ["/api/v1/openapi.json", "/api/openapi.json", "/openapi.json"]
    assert len(candidates("/a/b/c/d/e/orders")) <= 10
