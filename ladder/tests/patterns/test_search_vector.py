from collections.abc import Callable

import pytest
from articles.models import Article, Author, Summary
from crm_ladder.patterns import search_vector
from crm_ladder.patterns.search_vector import AddSearchVector, search
from django.db import transaction
from rest_framework.test import APIRequestFactory
from structures import apply, index_names, plan, reverse, run_sql
from usage import usage

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

type Find = Callable[[str], list[str]]


@pytest.fixture
def find(db: None) -> Find:
    """The titles that the view of the docstring finds, after the operations of the docstring."""
    used = usage(search_vector)
    apply(used["operations"])
    view = used["ArticleList"].as_view()

    def ask(text: str) -> list[str]:
        return [row["title"] for row in view(APIRequestFactory().get("/articles", {"search": text})).data]

    return ask


@pytest.fixture
def article(db: None) -> Article:
    author = Author.objects.create(name="Ngô Bảo Châu")
    article = Article.objects.create(title="Straße in Ångström", section="news", author=author)
    Summary.objects.create(article=article, text="हिन्दी lesson 42")
    Article.objects.create(title="another", section="sports")
    return article


@pytest.mark.parametrize(
    "text",
    [
        "stra",
        "STRA",
        "ångst",
        "ÅNGSTRÖM",
        "A\u030angstro\u0308m",
        "news",
        "ngô",
        "châu bảo",
        "हिन्दी",
        "42",
        "news, 'in' (42)!",
    ],
)
def test_each_word_of_a_search_begins_some_word_of_some_field(article: Article, find: Find, text: str) -> None:
    assert find(text) == [article.title]


@pytest.mark.parametrize("text", ["traße", "news sports", "angst", "421", "x\0y"])
def test_what_is_no_beginning_of_a_word_is_not_found(article: Article, find: Find, text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("text", ["", "  ", "%&|!", "\0", "':*"])
def test_a_search_without_words_is_no_search(article: Article, find: Find, text: str) -> None:
    assert len(find(text)) == 2


def rename(article: Article) -> None:
    article.title = "changed"
    article.save()


WRITES: dict[str, Callable[[Article], object]] = {
    "save": rename,
    "update": lambda article: Article.objects.filter(pk=article.pk).update(title="changed"),
    "bulk_update": lambda article: (
        setattr(article, "title", "changed"),
        Article.objects.bulk_update([article], ["title"]),
    ),
    "bulk_create": lambda _: Article.objects.bulk_create([Article(title="changed")]),
    "raw SQL": lambda _: run_sql("UPDATE articles_article SET title = 'changed' WHERE section = 'news'"),
    "the author's name": lambda article: Author.objects.filter(pk=article.author_id).update(name="changed"),
    "another author": lambda _: Article.objects.update(author=Author.objects.create(name="changed")),
    "a summary's text": lambda _: Summary.objects.update(text="changed"),
    "a new summary": lambda _: Summary.objects.create(article=Article.objects.get(title="another"), text="changed"),
    "a summary of another article": lambda _: Summary.objects.update(
        text="changed", article=Article.objects.get(title="another")
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_every_write_path_is_seen(article: Article, find: Find, write: Callable[[Article], object]) -> None:
    assert find("chang") == []
    write(article)
    assert len(find("chang")) >= 1


def test_what_was_there_before_is_found_no_more(article: Article, find: Find) -> None:
    Summary.objects.all().delete()
    assert find("lesson") == []
    Article.objects.update(title="x", author=None)
    assert find("straße") == find("châu") == []


def test_a_rollback_takes_the_words_back(article: Article, find: Find) -> None:
    with transaction.atomic():
        Article.objects.update(title="changed")
        transaction.set_rollback(True)
    assert find("changed") == []
    assert find("straße") == [article.title]


def test_the_search_reads_the_index(find: Find, article: Article) -> None:
    """The index is older than the rows: one of the same transaction is not used for rows that it updated."""
    assert "Bitmap Index Scan on articles_article_search" in plan(search(Article.objects.all(), "straße"))


def test_the_statistics_know_more_than_1000_words(find: Find) -> None:
    Article.objects.bulk_create(Article(title=f"word{number % 1500}", section="news") for number in range(3000))
    run_sql("ANALYZE articles_article")
    (known,) = run_sql("SELECT cardinality(most_common_elem_freqs) FROM pg_stats WHERE attname = 'search_vector'")[0]
    assert known > 1500


def test_a_word_of_3200_bytes_can_be_stored_and_found() -> None:
    run_sql("ALTER TABLE articles_article ALTER title TYPE text")
    apply(usage(search_vector)["operations"])
    article = Article(title="ö" * 1600)
    Article.objects.bulk_create([article])
    for text in (article.title, "öö"):
        assert search(Article.objects.all(), text).exists()


def test_words_may_be_cut_by_another_rule(article: Article) -> None:
    apply([AddSearchVector("Article", ["title"], words="string_to_array(lower($1), 'a')")])
    assert list(search(Article.objects.all(), "ße in")) == [article]
    assert not search(Article.objects.all(), "in").exists()


def test_reversed_it_leaves_nothing(article: Article) -> None:
    operations, before = usage(search_vector)["operations"], index_names()
    apply(operations)
    reverse(operations)
    assert index_names() == before
    assert run_sql("SELECT proname FROM pg_proc WHERE proname LIKE 'articles_%'") == []
    assert run_sql("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'articles_%'") == []
    Summary.objects.update(text="changed")
    rename(article)
