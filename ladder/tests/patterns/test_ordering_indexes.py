from typing import Any

import pytest
from articles.models import Article, Readers
from crm_ladder.patterns import ordering_indexes
from crm_ladder.patterns.ordering_indexes import AddOrderingIndexes, order_by_one_table
from django.db.models import F
from structures import apply, index_names, plan, reverse, run_sql
from usage import usage

pytestmark = [pytest.mark.servers, pytest.mark.django_db]


@pytest.fixture
def operations(articles: None) -> Any:
    return usage(ordering_indexes)["operations"]


@pytest.mark.parametrize(
    "ordering",
    [
        ("published", "id"),
        ("-published", "-id"),
        ("rating", "id"),
        ("-rating", "-id"),
        ("section", "-published", "-id"),
        ("-section", "published", "id"),
    ],
    ids=" ".join,
)
def test_an_index_serves_an_ordering_in_both_directions(operations: Any, ordering: tuple[str, ...]) -> None:
    apply(operations)
    assert "Sort" not in plan(Article.objects.order_by(*ordering)[:5])


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(
    "ordering", [(F("rating").desc(nulls_last=True), "-id"), (F("rating").asc(nulls_first=True), "id")]
)
def test_nulls_stand_where_the_ordering_puts_them(ordering: tuple[Any, ...]) -> None:
    assert "Sort" in plan(Article.objects.order_by(*ordering)[:5])
    apply([AddOrderingIndexes("Article", ["rating"])])
    assert "Sort" in plan(Article.objects.order_by(*ordering)[:5])
    apply([AddOrderingIndexes("Article", [F("rating").desc(nulls_last=True)])])
    assert "Sort" not in plan(Article.objects.order_by(*ordering)[:5])


def test_an_ordering_and_its_reverse_are_one_index() -> None:
    same = [
        "rating",
        "-rating",
        ("rating", "id"),
        F("rating").asc(),
        F("rating").asc(nulls_last=True),
        F("rating").desc(nulls_first=True),
    ]
    assert len(AddOrderingIndexes("Article", same).indexes(Article)) == 1
    others = [*same, F("rating").desc(nulls_last=True), ("rating", "-id"), "published"]
    assert len(AddOrderingIndexes("Article", others).indexes(Article)) == 4


def test_reversed_it_leaves_the_indexes_that_were_there(operations: Any) -> None:
    before = index_names()
    apply(operations)
    assert len(index_names()) == len(before) + 3
    reverse(operations)
    assert index_names() == before


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("column", ["count", "last"])
def test_ordered_by_one_table_the_rows_keep_their_order_and_need_no_sort(sign: str, column: str) -> None:
    apply([AddOrderingIndexes("Readers", [("count", "article_id"), ("last", "article_id")])])
    run_sql("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    queryset = Article.objects.order_by(f"{sign}readers__{column}", f"{sign}pk")
    rewritten = order_by_one_table(queryset)
    assert list(rewritten) == list(queryset)
    assert "Sort" in plan(queryset.all()[:5])
    assert "Sort" not in plan(rewritten.all()[:5])


@pytest.mark.usefixtures("articles")
def test_the_lines_of_the_docstring_order_by_one_table() -> None:
    found = usage(ordering_indexes)["queryset"]
    assert [row.readers.count for row in found] == sorted(Readers.objects.values_list("count", flat=True))


@pytest.mark.parametrize(
    "ordering",
    [
        ("title", "pk"),
        ("author__name", "pk"),
        ("readers__count", "title"),
        ("readers__count", "title", "pk"),
        ("pk",),
        (),
    ],
)
def test_any_other_queryset_is_returned_as_it_came(ordering: tuple[str, ...]) -> None:
    queryset = Article.objects.order_by(*ordering)
    assert order_by_one_table(queryset) is queryset
