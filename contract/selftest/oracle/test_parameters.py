import pytest
from crm_contract.oracle.parameters import Query, parse_query


def query(*pairs: tuple[str, str]) -> Query:
    parsed = parse_query(pairs)
    assert isinstance(parsed, Query), parsed
    return parsed


def test_a_query_without_parameters_has_the_defaults() -> None:
    assert query() == query(("ordering", "-created"), ("page_size", "20"), ("city", ""), ("search", " %"))


def test_every_wrong_parameter_is_named() -> None:
    errors = parse_query([("city", "a"), ("city", "b"), ("nope", ""), ("page_size", "0"), ("search", "a b c d e f")])
    assert isinstance(errors, dict)
    assert sorted(errors) == ["city", "nope", "page_size", "search"]


@pytest.mark.parametrize("paging", ["page", "cursor"])
def test_the_paging_parameter_is_left_to_the_service(paging: str) -> None:
    assert parse_query([(paging, "x")], paging=paging) == query()
    assert parse_query([(paging, "\0")], paging=paging) == {paging: "Must not contain NUL."}


def test_values_that_mean_the_same_make_equal_queries() -> None:
    assert query(("points_min", "05"), ("created_after", "2024-01-01T01:00:00+01:00")) == query(
        ("created_after", "2024-01-01T00:00:00Z"), ("points_min", "5")
    )
