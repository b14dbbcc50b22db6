"""The read side against the real PostgreSQL: pages one after the other, the steps of the search, and the statements."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import psycopg
import pytest
from crm_optimized.application.search_customers import CustomerPage, CustomerQuery, Ordering, SortKey
from crm_optimized.infrastructure.customer_search import PostgresCustomerSearch
from crm_optimized.infrastructure.keyset import CursorSigner
from crm_optimized.infrastructure.models import Customer
from crm_optimized.infrastructure.read_pool import read_pool
from crm_optimized.infrastructure.search.columns import SORT_COLUMNS
from crm_optimized.infrastructure.search.core import Bounds, Extra, Shape, ordered_scan
from crm_optimized.infrastructure.search.extras import EXTRAS
from django.conf import settings
from django.db import connection

from tests.factories import BEGIN, add_customers

PEOPLE = 60

type Ask = Callable[..., CustomerPage]


@pytest.fixture
def people(transactional_db: None) -> None:
    add_customers(PEOPLE)


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Asks the adapter, on a pool of its own; with `bounds` and `extras`, an adapter that has these."""
    with asyncio.Runner() as runner:
        pool = read_pool(settings.DATABASES["default"], max_size=2)
        runner.run(pool.open())
        signer = CursorSigner("secret")
        yield lambda query, **options: runner.run(PostgresCustomerSearch(pool, signer, **options).page(query))
        runner.run(pool.close())


def ids(page: CustomerPage) -> list[int]:
    return [row["id"] for row in msgspec.json.decode(page.results)]


def walk(ask: Ask, query: CustomerQuery, *, link: str = "next", **options: Any) -> Iterator[CustomerPage]:
    while True:
        page = ask(query, **options)
        yield page
        cursor = getattr(page, link)
        if cursor is None:
            return
        query = replace(query, cursor=cursor)


def sorted_ids(ordering: Ordering) -> list[int]:
    """What one big ORDER BY says."""
    sort = SORT_COLUMNS[ordering.key]
    direction = "DESC" if ordering.descending else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customer.id FROM customers_customer customer"
            " JOIN customers_relationship relationship ON relationship.customer_id = customer.id"
            f" ORDER BY {sort.sql} {direction}, customer.id {direction}"
        )
        return [row[0] for row in cursor.fetchall()]


ORDERINGS = [Ordering(key, descending) for key, descending in itertools.product(SortKey, (False, True))]


@pytest.mark.parametrize("page_size", [1, 7])
@pytest.mark.parametrize("ordering", ORDERINGS, ids=str)
def test_a_walk_meets_every_customer_once_in_order_and_the_way_back_too(
    ordering: Ordering, page_size: int, people: None, ask: Ask
) -> None:
    forward = list(walk(ask, CustomerQuery(ordering=ordering, page_size=page_size)))
    assert list(itertools.chain.from_iterable(map(ids, forward))) == sorted_ids(ordering)
    assert forward[0].previous is None
    last = CustomerQuery(ordering=ordering, page_size=page_size, cursor=forward[-1].previous)
    backward = list(walk(ask, last, link="previous"))
    assert [ids(page) for page in backward] == [ids(page) for page in reversed(forward[:-1])]


@pytest.mark.parametrize("extras", [(), EXTRAS], ids=["core", "extras"])
@pytest.mark.parametrize(
    "query",
    [
        CustomerQuery(filters=(("city", "berlin"),)),
        CustomerQuery(filters=(("gender", "other"), ("has_address", True)), ordering=Ordering(SortKey.BIRTHDAY, False)),
        CustomerQuery(terms=("smith",), ordering=Ordering(SortKey.POINTS)),
        CustomerQuery(filters=(("birthday_after", "1990-01-02"),), ordering=Ordering(SortKey.BIRTHDAY, False)),
        CustomerQuery(filters=(("points_min", 5),), ordering=Ordering(SortKey.LAST_ACTIVITY, True)),
        CustomerQuery(filters=(("last_name", "0%"),)),
        CustomerQuery(filters=(("last_name", "_"),)),
        CustomerQuery(filters=(("last_activity_before", BEGIN + timedelta(days=1)),)),
        CustomerQuery(filters=(("last_activity_after", BEGIN),), ordering=Ordering(SortKey.CREATED, False)),
        CustomerQuery(terms=("a", "s"), ordering=Ordering(SortKey.CUSTOMER_ID)),
        CustomerQuery(filters=(("customer_id", "-1"),)),
        CustomerQuery(filters=(("phone_number", "/"), ("customer_id", "1"))),
    ],
    ids=repr,
)
def test_every_step_of_the_search_gives_the_same_walk(
    query: CustomerQuery, extras: tuple[Extra, ...], people: None, ask: Ask
) -> None:
    """By the short scan, a capped collection, the long scan, a full collection, and by all in turn."""
    query = replace(query, page_size=3)
    walks = [
        [ids(page) for page in walk(ask, query, extras=extras, bounds=Bounds(*bounds))]
        for bounds in [(10_000, 1, 1), (1, 10_000, 1), (1, 1, 10_000), (1, 1, 1), (4, 8, 12)]
    ]
    assert walks == [walks[0]] * 5
    matched = list(itertools.chain.from_iterable(walks[0]))
    assert matched
    assert len(set(matched)) == len(matched)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is sent from now on, one by one."""
    sent: list[Any] = []
    execute = psycopg.AsyncCursor.execute

    async def recorded(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        sent.append(query)
        return await execute(self, query, *arguments, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", recorded)
    return sent


def test_a_page_is_one_statement_a_missing_value_two_and_a_rare_word_three(
    people: None, ask: Ask, statements: list[Any]
) -> None:
    ask(CustomerQuery())
    assert len(statements) == 1
    ask(CustomerQuery(filters=(("first_name", "nobody"),)))
    assert len(statements) == 3
    ask(CustomerQuery(filters=(("customer_id", "--"),)))
    assert len(statements) == 5
    ask(CustomerQuery(terms=("nobody",)))
    assert len(statements) == 8


def test_no_long_scan_to_matches_that_the_short_scan_should_have_found(
    people: None, ask: Ask, statements: list[Any]
) -> None:
    """Short scan, statistics, and a collection of all, because so many are not collected first."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    oldest = CustomerQuery(
        filters=(("created_before", BEGIN + timedelta(hours=8)),),
        ordering=Ordering(SortKey.LAST_UPDATED, True),
        page_size=1,
    )
    assert ids(ask(oldest, bounds=Bounds(PEOPLE // 2, 1, PEOPLE // 2 + 1)))
    assert b"hits" in statements[-1]
    assert not any(f"LIMIT {PEOPLE // 2 + 1}".encode() in statement for statement in statements)


@pytest.mark.parametrize("ordering", ORDERINGS, ids=str)
@pytest.mark.parametrize("boundary", [None, "value", "null"])
def test_no_page_of_an_ordering_sorts_the_table_or_reads_it_whole(
    boundary: str | None, ordering: Ordering, people: None
) -> None:
    if boundary == "null" and not SORT_COLUMNS[ordering.key].nullable:
        pytest.skip("the column is never NULL")
    sql = ordered_scan(Shape((), ordering.key, ordering.descending, boundary, limit=21), window=1).decode()
    samples = {"text": "m", "int": 3, "date": "1990-01-02", "timestamptz": "2020-01-05T00:00:00Z"}
    value = samples[SORT_COLUMNS[ordering.key].type] if boundary == "value" else None
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")  # 60 rows tempt the planner
        cursor.execute("EXPLAIN " + sql, {"boundary": value, "boundary_id": 30})
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("RESET enable_seqscan; RESET enable_bitmapscan")
    assert "Seq Scan" not in plan
    index = "customer_id_unique" if ordering.key == SortKey.CUSTOMER_ID else f"_{ordering.key}"
    assert index in plan


def test_a_walk_survives_rows_that_change_behind_it(people: None, ask: Ask) -> None:
    """Page numbers would skip a row for each one deleted before it."""
    expected = sorted_ids(Ordering())
    pages = walk(ask, CustomerQuery(page_size=7))
    seen = ids(next(pages))
    Customer.objects.filter(id__in=seen[:5]).delete()
    for page in pages:
        seen += ids(page)
    assert seen == expected


@pytest.mark.parametrize("nothing_remains", [False, True])
def test_only_an_empty_page_behind_a_cursor_takes_a_second_statement(
    nothing_remains: bool,
    people: None,
    ask: Ask,
    statements: list[Any],
) -> None:
    query = CustomerQuery(page_size=7)
    first = ask(query)
    second = ask(replace(query, cursor=first.next))
    assert len(statements) == 2
    gone = Customer.objects.all() if nothing_remains else Customer.objects.filter(id__in=ids(first))
    gone.delete()
    empty = ask(replace(query, cursor=second.previous))
    assert (ids(empty), empty.previous, empty.next is None) == ([], None, nothing_remains)
    assert len(statements) == 4
    assert ids(ask(query)) == ([] if nothing_remains else ids(second))
    assert len(statements) == 5


def test_a_window_full_of_values_hides_the_matches_among_the_nulls(people: None, ask: Ask) -> None:
    """Both segments have matches, and the first one goes on behind the window."""
    ordering = Ordering(SortKey.BIRTHDAY, descending=False)
    query = CustomerQuery(filters=(("gender", "male"),), ordering=ordering, page_size=2)
    walked = list(itertools.chain.from_iterable(map(ids, walk(ask, query, bounds=Bounds(3, 1, 9)))))
    males = set(Customer.objects.filter(gender="male").values_list("id", flat=True))
    assert walked == [id_ for id_ in sorted_ids(ordering) if id_ in males]


def test_the_first_page_is_planned_once_a_connection(people: None) -> None:
    """Planning costs five times what running the plan costs."""
    sql = ordered_scan(Shape((), SortKey.BIRTHDAY, descending=True, boundary=None, limit=21), window=1)
    database = settings.DATABASES["default"]
    login = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    with psycopg.connect(**{name: database[key] for name, key in login.items()}) as session:
        for _ in range(8):
            session.execute(sql, {}, prepare=True)
        kept = session.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements").fetchone()
    assert kept == (8, 0)


def test_rare_values_of_a_contains_filter_are_collected_before_the_long_scan(
    people: None, ask: Ask, statements: list[Any]
) -> None:
    """Short scan, value dictionary, statistics, and a capped collection."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert ids(ask(CustomerQuery(filters=(("city", "london"), ("gender", "other"))), bounds=Bounds(short_scan=1)))
    assert len(statements) == 4
    assert b"hits" in statements[-1]
