import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from articles.models import Article, Author, Readers
from crm_ladder.patterns import generation_cache
from crm_ladder.patterns.generation_cache import Generation
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django_redis import get_redis_connection
from rest_framework.permissions import BasePermission
from rest_framework.serializers import ModelSerializer
from structures import run_sql
from usage import usage
from watched_connection import watched_connection

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]

type Get = Callable[..., Any]


@pytest.fixture
def used(db: None, cache_url: str) -> Iterator[dict[str, Any]]:
    """What the lines of the docstring define, on an empty cache."""
    get_redis_connection("default").flushdb()
    with watched_connection():
        yield usage(generation_cache)


@pytest.fixture
def get(used: dict[str, Any]) -> Get:
    def ask(url: str = "/articles", **options: Any) -> Any:
        response = used["ArticleList"].as_view(**options)(RequestFactory().get(url))
        return response.render() if hasattr(response, "render") else response

    return ask


@pytest.fixture
def article(used: dict[str, Any]) -> Article:
    article = Article.objects.create(title="हिन्दी", author=Author.objects.create(name="Ngô"))
    Readers.objects.create(article=article)
    return article


def test_the_second_answer_is_the_first_one_without_a_statement(article: Article, get: Get) -> None:
    first = get()
    with CaptureQueriesContext(connection) as statements:
        second = get()
    assert (first["X-Cache"], second["X-Cache"]) == ("MISS", "HIT")
    assert first.content == second.content
    assert first["Content-Type"] == second["Content-Type"]
    assert not statements


class Titles(ModelSerializer[Article]):
    class Meta:
        model = Article
        fields = ("title",)


WRITES: dict[str, Callable[[Article], object]] = {
    "save": lambda article: article.save(),
    "update": lambda _: Article.objects.update(title="x"),
    "bulk_create": lambda _: Article.objects.bulk_create([Article(title="x")]),
    "a related table": lambda _: Author.objects.update(name="x"),
    "raw SQL": lambda _: run_sql("UPDATE articles_article SET title = 'x'"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_write_makes_every_answer_useless_when_it_commits(
    article: Article, get: Get, write: Callable[[Article], object]
) -> None:
    urls = ["/articles", "/articles?page=2"]
    for url in urls:
        get(url, serializer_class=Titles)
    with transaction.atomic():
        write(article)
        assert get(urls[1], serializer_class=Titles)["X-Cache"] == "HIT"
    assert [get(url, serializer_class=Titles)["X-Cache"] for url in urls] == ["MISS", "MISS"]


def test_a_rollback_leaves_the_answers(article: Article, get: Get) -> None:
    get()
    with transaction.atomic():
        Article.objects.update(title="x")
        transaction.set_rollback(True)
    assert get()["X-Cache"] == "HIT"


def test_an_answer_that_was_computed_before_a_write_is_not_stored_for_after_it(
    article: Article, used: dict[str, Any], get: Get
) -> None:
    """The reader has asked the database; then the write commits; then the reader stores its old answer."""
    response = used["ArticleList"].as_view()(RequestFactory().get("/articles"))
    response.data  # noqa: B018
    Article.objects.update(title="new")
    assert "हिन्दी" in response.render().content.decode()
    assert "new" in get().content.decode()
    assert get()["X-Cache"] == "HIT"


def test_another_host_is_another_answer(article: Article, used: dict[str, Any], get: Get, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other"]
    get()
    other = used["ArticleList"].as_view()(RequestFactory().get("/articles", headers={"host": "other"}))
    assert other["X-Cache"] == "MISS"


def test_permissions_are_checked_before_the_cache(article: Article, get: Get) -> None:
    class Never(BasePermission):
        def has_permission(self, request: Any, view: Any) -> bool:
            return False

    get()
    assert get(permission_classes=[Never]).status_code == 403


def test_without_a_cache_answers_are_computed_and_writes_succeed(article: Article, get: Get, settings: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}
        for title in ("one", "two"):
            Article.objects.update(title=title)
            response = get()
            assert title in response.content.decode()
            assert response["X-Cache"] == "BYPASS"


def test_a_cache_that_comes_back_serves_nothing_that_it_held_before(
    article: Article,
    used: dict[str, Any],
    get: Get,
    settings: Any,
) -> None:
    get()
    alive = settings.CACHES
    settings.CACHES = {"default": alive["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    Article.objects.update(title="written without the cache")
    settings.CACHES = alive
    assert get()["X-Cache"] == "BYPASS"
    used["articles"]._paused_until = 0.0
    assert "written without the cache" in get().content.decode()


def test_a_full_cache_serves_no_old_answer(article: Article, get: Get) -> None:
    cache = get_redis_connection("default")
    get()
    cache.config_set("maxmemory", 1)
    try:
        Article.objects.update(title="written while the cache was full")
        assert "while the cache was full" in get().content.decode()
    finally:
        cache.config_set("maxmemory", 0)


def test_an_answer_expires(cache_url: str) -> None:
    generation = Generation("short", tables=[], timeout_s=7)
    token, _ = generation.look_up("page:x")
    generation.store("page:x", token, answer=b"[]")
    assert generation.look_up("page:x") == (token, b"[]")
    assert 0 < get_redis_connection("default").ttl("page:x") <= 7
