from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from articles.models import Article, Author, Readers
from crm_ladder.patterns import written_tables
from django.db import connection, transaction
from psycopg import sql
from structures import run_sql
from usage import usage
from watched_connection import watched_connection

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]

type Calls = list[None]


@pytest.fixture
def calls(db: None) -> Iterator[Calls]:
    """A new item for each call that the line of the docstring leads to."""
    calls: Calls = []
    with watched_connection():
        usage(written_tables, changed=lambda: calls.append(None))
        yield calls


@pytest.fixture
def article(db: None) -> Article:
    return Article.objects.create(title="हिन्दी", author=Author.objects.create(name="Ngô"))


UPDATE = "UPDATE articles_article SET title = 'x'"
WRITES: dict[str, Callable[[Article], object]] = {
    "save": lambda article: article.save(),
    "create": lambda _: Article.objects.create(title="x"),
    "update": lambda _: Article.objects.update(title="x"),
    "bulk_create": lambda _: Article.objects.bulk_create([Article(title="x"), Article(title="y")]),
    "bulk_update": lambda article: Article.objects.bulk_update([article], ["title"]),
    "delete": lambda article: article.delete(),
    "queryset delete": lambda _: Article.objects.all().delete(),
    "raw delete": lambda _: Article.objects.all()._raw_delete("default"),
    "a related table": lambda _: Author.objects.update(name="x"),
    "raw SQL": lambda _: run_sql(UPDATE),
    "bytes": lambda _: run_sql(UPDATE.encode()),
    "composed SQL": lambda _: run_sql(sql.SQL("DELETE FROM {}").format(sql.Identifier("articles_article"))),
    "several statements": lambda _: run_sql(f"SELECT 1; {UPDATE}"),
    "WITH": lambda _: run_sql("WITH gone AS (DELETE FROM articles_article RETURNING *) SELECT * FROM gone"),
    "TRUNCATE": lambda _: run_sql("TRUNCATE articles_article CASCADE"),
}
READS: dict[str, Callable[[Article], object]] = {
    "a join": lambda _: list(Article.objects.select_related("author")),
    "a lock": lambda _: list(Article.objects.select_for_update(of=("self",))),
    "another table": lambda _: Readers.objects.all()._raw_delete("default"),
    "nothing": lambda _: None,
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_every_write_path_is_seen_after_the_commit_and_once(
    article: Article, calls: Calls, write: Callable[[Article], object]
) -> None:
    with transaction.atomic():
        write(article)
        write(article) if write in (WRITES["update"], WRITES["raw SQL"]) else None
        assert calls == []
    assert len(calls) == 1


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_every_write_path_is_seen_without_a_transaction(
    article: Article, calls: Calls, write: Callable[[Article], object]
) -> None:
    write(article)
    assert calls


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_reading_and_other_tables_call_nothing(
    article: Article, calls: Calls, read: Callable[[Article], object]
) -> None:
    with transaction.atomic():
        read(article)
    assert calls == []


def test_a_rollback_calls_nothing_and_neither_does_the_next_commit(article: Article, calls: Calls) -> None:
    with transaction.atomic():
        article.save()
        transaction.set_rollback(True)
    with transaction.atomic():
        list(Article.objects.all())
    assert calls == []


@pytest.mark.parametrize("before", [True, False])
def test_a_savepoint_that_is_rolled_back_hides_no_other_write(article: Article, calls: Calls, before: bool) -> None:
    with transaction.atomic():
        if before:
            article.save()
        with transaction.atomic():
            article.author.save()
            transaction.set_rollback(True)
        if not before:
            article.save()
    assert len(calls) == 1


def test_a_hook_that_raises_hides_no_write(article: Article, calls: Calls) -> None:
    def boom() -> None:
        raise RuntimeError

    def write() -> None:
        with transaction.atomic():
            transaction.on_commit(boom)
            article.save()

    with pytest.raises(RuntimeError):
        write()
    assert len(calls) == 1


def test_each_connection_is_watched_once(article: Article, calls: Calls) -> None:
    connection.close()
    article.save()
    assert len(calls) == 1
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(UPDATE)
    assert len(calls) == 2


def test_copy_and_functions_are_not_seen(article: Article, calls: Calls) -> None:
    """What the docstring says: such a write must call the function itself."""
    run_sql(
        "CREATE FUNCTION articles_hide() RETURNS void LANGUAGE sql AS $$ UPDATE articles_article SET title = 'y' $$"
    )
    calls.clear()
    run_sql("SELECT articles_hide()")
    with connection.cursor() as cursor, cursor.copy("COPY articles_author (name) FROM STDIN") as copy:
        copy.write_row(["Ağa"])
    run_sql("DROP FUNCTION articles_hide()")
    assert Author.objects.filter(name="Ağa").exists()
    assert calls == []
