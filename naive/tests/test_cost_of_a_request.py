"""The cost of this service in SQL statements. The comparison is about these numbers, so they must not improve."""

import pytest
from crm_naive.customers.filters import WORD_BEGINS, WORD_MAY_BEGIN
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import LIST, a_customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sixty_customers_every_third_with_an_address(db: None) -> None:
    for number in range(60):
        a_customer(address={} if number % 3 == 0 else None)


def statements(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize(("page_size", "queries"), [(1, 4), (20, 42), (50, 102)])
def test_a_list_page_counts_selects_and_asks_twice_for_every_row(client: Client, page_size: int, queries: int) -> None:
    assert len(statements(client, f"{LIST}?page_size={page_size}")) == queries


def test_the_default_page_of_20_rows_costs_42_queries(client: Client) -> None:
    sql = statements(client, LIST)

    assert len(sql) == 42
    assert sum('FROM "customers_address" WHERE' in statement for statement in sql) == 20
    assert sum('FROM "customers_relationship" WHERE' in statement for statement in sql) == 20


def test_every_list_page_counts_all_matching_rows(client: Client) -> None:
    assert statements(client, LIST)[0] == 'SELECT COUNT(*) AS "__count" FROM "customers_customer"'
    assert "COUNT(*)" in statements(client, f"{LIST}?first_name=a&page=2")[0]


def test_a_later_page_is_an_offset(client: Client) -> None:
    assert statements(client, f"{LIST}?page=3")[1].endswith("LIMIT 20 OFFSET 40")


def test_a_contains_filter_is_an_upper_like_over_the_column(client: Client) -> None:
    page = statements(client, f"{LIST}?first_name=ada")[1]

    assert """UPPER("customers_customer"."first_name"::text) LIKE UPPER('%ada%')""" in page


def test_a_search_matches_two_regular_expressions_in_eight_columns_for_every_term(client: Client) -> None:
    page = statements(client, f"{LIST}?search=ada+byron")[1]

    for term in ("ada", "byron"):
        assert page.count(f"'{WORD_MAY_BEGIN}{term}'") == 8
        assert page.count(f"'{WORD_BEGINS}{term}'") == 8


def test_one_customer_costs_three_queries(client: Client) -> None:
    assert len(statements(client, f"{LIST}/{a_customer().pk}")) == 3


def test_the_only_indexes_are_those_that_django_makes_by_itself() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'customers\\_%'")
        indexes = sorted(definition.partition(" ON public.")[2] for (definition,) in cursor.fetchall())

    assert indexes == [
        "customers_address USING btree (customer_id)",
        "customers_address USING btree (id)",
        "customers_customer USING btree (customer_id varchar_pattern_ops)",
        "customers_customer USING btree (customer_id)",
        "customers_customer USING btree (id)",
        "customers_relationship USING btree (customer_id)",
        "customers_relationship USING btree (id)",
    ]
