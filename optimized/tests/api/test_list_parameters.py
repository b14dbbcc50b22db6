"""The query string of the list becomes a query, or an error that names every wrong parameter."""

import pytest
from crm_optimized.api.list_parameters import FIELDS_MAX, customer_query, openapi_parameters, parse_query_string
from crm_optimized.application.errors import InvalidQuery
from crm_optimized.application.search_customers import CustomerQuery, Ordering, SortKey


def query(raw: str) -> CustomerQuery:
    return customer_query(parse_query_string(raw))


def test_filters_are_sorted_and_empty_values_count_as_not_given() -> None:
    asked = query("gender=male&city=Bonn&search=&first_name=&page_size=7&ordering=-points&cursor=abc")
    assert [name for name, _ in asked.filters] == ["city", "gender"]
    assert (asked.terms, asked.page_size, asked.cursor) == ((), 7, "abc")
    assert asked.ordering == Ordering(SortKey.POINTS, descending=True)


def test_an_instant_with_an_offset_is_the_same_moment_in_utc() -> None:
    assert query("created_after=2026-01-31T12:00:00%2B02:00").filters == (
        ("created_after", "2026-01-31T10:00:00+00:00"),
    )


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ("nope=1", {"nope"}),
        ("city=a&city=b", {"city"}),
        ("page_size=0&ordering=nope&points_min=1e3&gender=x", {"page_size", "ordering", "points_min", "gender"}),
        ("search=a+b+c+d+e+f", {"search"}),
        ("city=%00", {"city"}),
        ("birthday_after=1990-1-1", {"birthday_after"}),
    ],
)
def test_every_wrong_parameter_is_named(raw: str, wrong: set[str]) -> None:
    with pytest.raises(InvalidQuery) as refused:
        query(raw)
    assert set(refused.value.fields) == wrong


def test_too_many_parameters_are_refused() -> None:
    with pytest.raises(InvalidQuery):
        query("&".join(["city=a"] * (FIELDS_MAX + 1)))


def test_the_specification_has_every_parameter_and_none_can_be_null() -> None:
    documented = {parameter["name"]: parameter["schema"] for parameter in openapi_parameters()}
    assert {"city", "search", "ordering", "cursor", "page_size"} <= documented.keys()
    assert not [name for name, schema in documented.items() if "anyOf" in schema or schema.get("type") == "null"]
