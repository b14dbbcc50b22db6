"""The text of the statements. parity/test_sql_judge.py compares their results with the oracle's."""

import pytest
from crm_contract.comparison.plain_sql import Boundary, PlainList, statement
from crm_contract.comparison.sql_judge import plain_list
from crm_contract.oracle.parameters import CONTAINS, PARAMETERS, Query, parse_query


def text(*pairs: tuple[str, str]) -> tuple[str, list[object]]:
    query = parse_query(pairs)
    assert isinstance(query, Query), query
    return statement("c.id", plain_list(query, limit=21))


def test_a_list_without_filters_has_no_condition() -> None:
    found, values = text()
    assert found.endswith(" WHERE TRUE ORDER BY c.created DESC, c.id DESC LIMIT 21")
    assert values == []


VALUES = {
    **dict.fromkeys(PARAMETERS, "2024-01-01T00:00:00Z"),
    **dict.fromkeys(CONTAINS, "a"),
    "gender": "male",
    "has_address": "true",
    "birthday_after": "2024-01-01",
    "birthday_before": "2024-01-01",
    "points_min": "5",
    "points_max": "5",
    "search": "ada",
}


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name not in ("ordering", "page_size")])
def test_every_filter_is_one_condition_with_one_value(name: str) -> None:
    found, values = text((name, VALUES[name]))
    assert found.count(" AND ") == found.count("%s") == len(values) == 1


@pytest.mark.parametrize(
    ("column", "condition"),
    [
        ("first_name", "(c.first_name, c.id) < (%s, %s)"),
        ("birthday", "(coalesce(c.birthday, 'infinity'), c.id) < (coalesce(%s, 'infinity')::date, %s)"),
        (
            "last_activity",
            "(coalesce(r.last_activity, 'infinity'), c.id) < (coalesce(%s, 'infinity')::timestamptz, %s)",
        ),
    ],
)
def test_a_list_begins_after_its_boundary(column: str, condition: str) -> None:
    after = Boundary(value=None, id=7)
    wanted = PlainList(filters=(), terms=(), column=column, descending=True, limit=20, after=after)
    found, values = statement("c.id", wanted)
    assert condition in found
    assert values == [None, 7]
