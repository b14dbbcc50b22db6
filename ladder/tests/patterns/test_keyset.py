from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from articles.models import Article
from crm_ladder.patterns import keyset
from crm_ladder.patterns.keyset import Keyset
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from usage import usage

pytestmark = [pytest.mark.servers, pytest.mark.django_db]


@pytest.mark.usefixtures("articles")
def test_the_lines_of_the_docstring_read_two_pages() -> None:
    used = usage(keyset)
    expected = list(Article.objects.order_by("-published", "-pk"))
    assert [used["first"], used["second"]] == [expected[:20], expected[20:40]]
    assert used["more"] is True


@pytest.mark.usefixtures("articles")
def test_a_page_is_one_statement_and_two_where_it_reaches_the_nulls() -> None:
    pages = Keyset(Article.objects.order_by("published"))
    counts, after, more = [], None, True
    while more:
        with CaptureQueriesContext(connection) as statements:
            rows, more = pages.page(12, after=after)
        after = pages.boundary(rows[-1])
        counts.append(len(statements))
    assert counts == [1, 1, 2, 2, 1]


@pytest.mark.usefixtures("articles")
def test_a_relation_that_each_row_has_takes_one_statement() -> None:
    pages = Keyset(Article.objects.order_by("readers__count"), required_relations=["readers"])
    rows, _ = pages.page(12)
    after = pages.boundary(rows[-1])
    with CaptureQueriesContext(connection) as statements:
        pages.page(53, after=after)
    assert len(statements) == 1


@pytest.mark.usefixtures("articles")
def test_the_boundary_is_a_condition_of_the_index() -> None:
    pages = Keyset(Article.objects.order_by("rating"))
    first, _ = pages.page(4)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL enable_seqscan = off")
        cursor.execute("CREATE INDEX ON articles_article (rating, id)")
        with CaptureQueriesContext(connection) as statements:
            pages.page(4, after=pages.boundary(first[-1]))
        cursor.execute(f"EXPLAIN {statements[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using" in plan
    assert "Index Cond: (ROW(rating, id) > ROW(" in plan
    assert "Sort" not in plan


def test_rows_may_be_dictionaries() -> None:
    Article.objects.bulk_create(Article(title=str(n), published=datetime.now(UTC) + timedelta(n)) for n in range(5))
    pages = Keyset(Article.objects.order_by("-published").values("title"))
    first, _ = pages.page(3)
    second, more = pages.page(3, after=pages.boundary(first[-1]))
    assert [row["title"] for row in [*first, *second]] == ["4", "3", "2", "1", "0"]
    assert more is False


@pytest.mark.parametrize("ordering", [("?",), (models.F("title").asc(nulls_first=True),)])
def test_an_ordering_that_is_no_name_is_refused(ordering: tuple[Any, ...]) -> None:
    with pytest.raises(ImproperlyConfigured):
        Keyset(Article.objects.order_by(*ordering))
