import json
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from articles.models import Article, Author, Readers, Summary
from articles.serializers import ArticleSerializer
from crm_ladder.patterns import plain_rows
from crm_ladder.patterns.keyset_pagination import KeysetPagination
from crm_ladder.patterns.plain_rows import plan_of
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIRequestFactory
from usage import usage

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
MOMENT = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
ROW = st.fixed_dictionaries(
    {
        "title": TEXT,
        "published": MOMENT,
        "rating": st.none() | st.decimals(-999, 999, places=2),
        "section": TEXT,
        "author": st.none() | TEXT,
        "readers": st.fixed_dictionaries({"count": st.integers(0, 2**31 - 1), "last": MOMENT}),
        "summary": st.none() | st.fixed_dictionaries({"text": st.none() | TEXT}),
    }
)


def store(row: dict[str, Any]) -> None:
    author = None if row["author"] is None else Author.objects.create(name=row["author"])
    members = {name: row[name] for name in ("title", "published", "rating", "section")}
    article = Article.objects.create(**members, author=author)
    Readers.objects.create(article=article, **row["readers"])
    if row["summary"] is not None:
        Summary.objects.create(article=article, **row["summary"])


@given(rows=st.lists(ROW, min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_any_rows_give_the_json_of_the_serializer(rows: list[dict[str, Any]]) -> None:
    Article.objects.all().delete()
    for row in rows:
        store(row)
    view = usage(plain_rows)["ArticleList"].as_view()
    expected = JSONRenderer().render(ArticleSerializer(Article.objects.order_by("pk"), many=True).data)
    assert view(APIRequestFactory().get("/articles")).render().content == expected


@pytest.mark.usefixtures("articles")
def test_a_list_is_one_statement() -> None:
    view = usage(plain_rows)["ArticleList"].as_view()
    with CaptureQueriesContext(connection) as statements:
        assert len(view(APIRequestFactory().get("/articles")).data) == 54
    assert len(statements) == 1


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("ordering", [("-published",), ("author__name",), ("readers__last", "-rating")])
def test_pages_by_keyset_have_the_rows_of_the_serializer_and_nothing_else(ordering: tuple[str, ...]) -> None:
    queryset = Article.objects.order_by(*ordering)
    view = usage(plain_rows)["ArticleList"].as_view(queryset=queryset, pagination_class=KeysetPagination)
    found, url = [], "/articles"
    while url:
        page = json.loads(view(APIRequestFactory().get(url)).render().content)
        found += page["results"]
        url = page["next"]
    tie = "-pk" if ordering[-1].startswith("-") else "pk"
    expected = ArticleSerializer(queryset.order_by(*ordering, tie), many=True).data
    assert found == json.loads(JSONRenderer().render(expected))


class WithMethod(ArticleSerializer):
    title = serializers.SerializerMethodField()


class WithMany(ArticleSerializer):
    articles = ArticleSerializer(source="author.articles", many=True)

    class Meta(ArticleSerializer.Meta):
        fields = ("id", "articles")


class WithProperty(ArticleSerializer):
    rubric = serializers.CharField(source="pk.real")


class WithOwnRepresentation(ArticleSerializer):
    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(instance) | {"more": 1}


class WithText(ArticleSerializer):
    author = serializers.StringRelatedField()


@pytest.mark.parametrize("serializer", [WithMethod, WithMany, WithProperty, WithOwnRepresentation, WithText])
def test_a_serializer_that_needs_the_instance_is_refused(serializer: Any) -> None:
    with pytest.raises(ImproperlyConfigured):
        plan_of(serializer)


class Unusual(serializers.ModelSerializer[Article]):
    """A key, a number as text, another format, a dotted source, and a member that is not read."""

    rating = serializers.FloatField()
    number = serializers.CharField(source="readers.count")
    published = serializers.DateTimeField(format="%Y")
    section = serializers.CharField(write_only=True)

    class Meta:
        model = Article
        fields: ClassVar = ["author", "rating", "number", "published", "section"]


@pytest.mark.usefixtures("articles")
def test_fields_that_are_represented_in_another_way_are() -> None:
    view = usage(plain_rows)["ArticleList"].as_view(serializer_class=Unusual)
    expected = Unusual(Article.objects.order_by("pk"), many=True).data
    assert view(APIRequestFactory().get("/articles")).data == expected
