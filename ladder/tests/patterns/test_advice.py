"""Popular advice that gives other answers: each with a few rows for which it does.

These tests hold as long as the advice is wrong. If a release of DRF or django-ninja makes one fail, take it out.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest
from articles.models import Article
from articles.serializers import ArticleSerializer
from crm_ladder.patterns.keyset import Keyset
from crm_ladder.patterns.search_vector import AddSearchVector, search
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.test import RequestFactory
from ninja.pagination import CursorPagination as NinjaPagination
from pydantic import ValidationError as PydanticError
from rest_framework.filters import SearchFilter
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from structures import apply, run_sql

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

DAY = datetime(2020, 1, 1, tzinfo=UTC)


def drf_pages(ordering: str, *, size: int) -> Iterator[list[str]]:
    url: str | None = "/articles"
    while url:
        pagination = CursorPagination()
        pagination.page_size, pagination.ordering = size, ordering
        yield [
            row.title
            for row in pagination.paginate_queryset(Article.objects.all(), Request(APIRequestFactory().get(url)))
        ]
        url = pagination.get_next_link()


def ninja_pages(ordering: tuple[str, ...], *, size: int) -> Iterator[list[str]]:
    url: str | None = "/articles"
    while url:
        request = RequestFactory().get(url)
        pagination = NinjaPagination(ordering=ordering, page_size=size)
        cursor = NinjaPagination.Input(cursor=request.GET.get("cursor"))
        page = pagination.paginate_queryset(Article.objects.all(), cursor, request)
        yield [row.title for row in page["results"]]
        url = page["next"]


def keyset_titles(queryset: QuerySet[Article], *, size: int) -> list[str]:
    pages, after, more, titles = Keyset(queryset), None, True, []
    while more:
        rows, more = pages.page(size, after=after)
        after = pages.boundary(rows[-1])
        titles += [row.title for row in rows]
    return titles


def titles(pages: Iterator[list[str]], *, at_most: int = 20) -> list[str]:
    """Of the first pages, because a walk may have no end."""
    return [title for page in islice(pages, at_most) for title in page]


@pytest.fixture
def three_dates_and_three_nulls(db: None) -> list[str]:
    """The titles in the order of `published`."""
    moments = [DAY, DAY, DAY, None, None, None]
    Article.objects.bulk_create(Article(title=str(n), published=moment) for n, moment in enumerate(moments))
    return ["0", "1", "2", "3", "4", "5"]


def test_cursor_pagination_of_drf_loses_rows_of_a_nullable_column(three_dates_and_three_nulls: list[str]) -> None:
    Article.objects.filter(title="0").update(published=datetime(2019, 1, 1, tzinfo=UTC))
    found = titles(drf_pages("published", size=2))
    assert set(found) < set(three_dates_and_three_nulls)
    assert keyset_titles(Article.objects.order_by("published"), size=2) == three_dates_and_three_nulls


def test_cursor_pagination_of_drf_repeats_and_loses_rows_among_more_than_1000_equal_values(db: None) -> None:
    expected = [str(n) for n in range(1200)]
    Article.objects.bulk_create(Article(title=title, section="same") for title in expected)
    found = titles(drf_pages("section", size=100))
    assert len(found) > len(set(found))
    assert set(found) < set(expected)
    assert keyset_titles(Article.objects.order_by("section"), size=100) == expected


def test_cursor_pagination_of_ninja_loses_the_nulls_or_fails_at_them(three_dates_and_three_nulls: list[str]) -> None:
    assert titles(ninja_pages(("published", "id"), size=2)) == ["0", "1", "2"]
    with pytest.raises(ValidationError):  # a 500, because the next page's position is the text "None"
        titles(ninja_pages(("published", "id"), size=3))


def test_cursor_pagination_of_ninja_fails_among_more_than_100_equal_values(db: None) -> None:
    Article.objects.bulk_create(Article(title=str(n), section="same") for n in range(150))
    with pytest.raises(PydanticError):  # a 500
        titles(ninja_pages(("section", "id"), size=100))


@pytest.mark.parametrize(
    ("config", "title", "text"),
    [
        ("english", "Will Hayes", "wil"),
        ("english", "Will Hayes", "will"),
        ("simple", "Ngô Bảo Châu", "ngô bả"),
        ("simple", "AB-1204/7", "1204"),
    ],
)
def test_websearch_to_tsquery_misses_beginnings_stop_words_and_parts_of_codes(
    config: str, title: str, text: str
) -> None:
    article = Article.objects.create(title=title)
    query = SearchQuery(text, search_type="websearch", config=config)
    vector = SearchVector("title", config=config)
    assert not Article.objects.annotate(vector=vector).filter(vector=query).exists()
    apply([AddSearchVector("Article", ["title"])])
    assert list(search(Article.objects.all(), text)) == [article]


def test_search_filter_of_drf_finds_parts_within_words() -> None:
    Article.objects.bulk_create([Article(title="Annual report"), Article(title="The manner of speaking")])

    class View:
        search_fields = ("title",)
        serializer_class = ArticleSerializer

    request = Request(APIRequestFactory().get("/articles", {"search": "ann"}))
    found = SearchFilter().filter_queryset(request, Article.objects.order_by("pk"), View())
    assert [row.title for row in found] == ["Annual report", "The manner of speaking"]
    apply([AddSearchVector("Article", ["title"])])
    assert [row.title for row in search(Article.objects.all(), "ann")] == ["Annual report"]


def reltuples() -> Any:
    return run_sql("SELECT reltuples FROM pg_class WHERE relname = 'articles_article'")[0][0]


def test_reltuples_counts_neither_new_rows_nor_filters() -> None:
    Article.objects.bulk_create(Article(title=str(n)) for n in range(3))
    run_sql("ANALYZE articles_article")
    assert reltuples() == 3
    Article.objects.bulk_create(Article(title=str(n)) for n in range(7))
    assert (reltuples(), Article.objects.count()) == (3, 10)
    assert Article.objects.filter(title="0").count() == 2
