"""The statements of the core: which rows follow a boundary, and by which tables matches are collected."""

import pytest
from crm_optimized.application.search_customers import SortKey
from crm_optimized.infrastructure.search.columns import LEXEMES, RANGES, SORT_COLUMNS, Table
from crm_optimized.infrastructure.search.core import SearchPlan, Shape

BIRTHDAY = SORT_COLUMNS[SortKey.BIRTHDAY]
POINTS = RANGES["points_min"]
CREATED = RANGES["created_after"]


def segments(key: SortKey, boundary: str, *, descending: bool) -> tuple[str, ...]:
    return Shape((), key, descending, boundary, limit=21).segments(SORT_COLUMNS[key])


def test_a_scan_of_values_goes_on_to_the_nulls_where_they_come_last() -> None:
    assert segments(SortKey.BIRTHDAY, "value", descending=False) == (
        "(customer.birthday, customer.id) > (%(boundary)s::date, %(boundary_id)s)",
        "customer.birthday IS NULL",
    )
    assert len(segments(SortKey.BIRTHDAY, "value", descending=True)) == 1
    assert len(segments(SortKey.CREATED, "value", descending=False)) == 1


def test_a_scan_of_nulls_goes_on_to_the_values_where_they_come_last() -> None:
    assert segments(SortKey.BIRTHDAY, "null", descending=True) == (
        "customer.birthday IS NULL AND customer.id < %(boundary_id)s",
        "customer.birthday IS NOT NULL",
    )
    assert len(segments(SortKey.BIRTHDAY, "null", descending=False)) == 1


@pytest.mark.parametrize(
    ("lexemes", "lookups", "driver", "used"),
    [
        (("maria:*",), (POINTS,), Table.CUSTOMER, (LEXEMES,)),
        ((), (POINTS, CREATED), Table.CUSTOMER, (CREATED,)),
        ((), (POINTS,), Table.RELATIONSHIP, (POINTS,)),
        ((), (), None, ()),
    ],
)
def test_the_customers_indexes_come_before_those_of_the_relationships(
    lexemes: tuple[str, ...], lookups: tuple[object, ...], driver: Table | None, used: tuple[object, ...]
) -> None:
    path = SearchPlan(lexemes, lookups, {}, collect_first=True).access_path()
    assert (path.driver, path.lookups) == (driver, used)
