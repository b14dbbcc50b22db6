from typing import Any

import pytest
from articles.models import Article
from crm_ladder.patterns import contains_indexes
from structures import apply, index_names, plan, reverse
from usage import usage

pytestmark = [pytest.mark.servers, pytest.mark.django_db]


@pytest.fixture
def operations(articles: None) -> Any:
    return usage(contains_indexes)["operations"]


@pytest.mark.parametrize("text", ["ÅNGST", "ngström", "िन्द"])
def test_icontains_reads_the_index_and_finds_the_same_rows(operations: Any, text: str) -> None:
    queryset = Article.objects.filter(title__icontains=text).order_by("pk")
    found = list(queryset)
    assert found
    assert "trigrams" not in plan(queryset.order_by())
    apply(operations)
    assert "Bitmap Index Scan on articles_article_title_trigrams" in plan(queryset.order_by())
    assert list(queryset.all()) == found


@pytest.mark.parametrize("text", ["a%_", "%_\\'", "å", "%"])
def test_a_text_without_three_letters_in_a_row_is_found_as_before(operations: Any, text: str) -> None:
    queryset = Article.objects.filter(title__icontains=text).order_by("pk")
    found = list(queryset)
    assert found
    apply(operations)
    assert list(queryset.all()) == found


def test_the_index_sees_rows_that_are_written_later(operations: Any) -> None:
    apply(operations)
    Article.objects.bulk_create([Article(title="Ein Straßenfest")])
    Article.objects.filter(title="हिन्दी").update(title="Noch ein STRAßENFEST")
    wanted = Article.objects.filter(title__icontains="straßenf")
    assert "trigrams" in plan(wanted)
    assert {row.title for row in wanted} == {"Ein Straßenfest", "Noch ein STRAßENFEST"}


def test_reversed_it_leaves_the_indexes_that_were_there(operations: Any) -> None:
    before = index_names()
    apply(operations)
    assert len(index_names()) == len(before) + 2
    reverse(operations)
    assert index_names() == before
