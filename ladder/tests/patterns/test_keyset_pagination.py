from collections.abc import Callable, Iterator
from typing import Any

import pytest
from articles.models import Article
from crm_ladder.patterns import keyset_pagination
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIRequestFactory
from usage import usage

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

ORDERINGS = [
    ("pk",),
    ("-pk",),
    ("published",),
    ("-published",),
    ("title", "-published"),
    ("-rating", "published", "-pk"),
    ("section", "rating", "published"),
    ("-section", "-rating", "-published"),
    ("-author__name", "rating"),
    ("summary__text",),
    ("readers__count", "-readers__last"),
    ("section", "title", "pk"),
]


@pytest.fixture
def get() -> Callable[..., Any]:
    """Asks the view of the docstring for the list in another order."""
    factory = APIRequestFactory()
    article_list = usage(keyset_pagination)["ArticleList"]

    class Pages(article_list.pagination_class):
        page_size_query_param = "page_size"

    def ask(url: str, ordering: tuple[str, ...]) -> Any:
        view = article_list.as_view(queryset=Article.objects.order_by(*ordering), pagination_class=Pages)
        return view(factory.get(url))

    return ask


def walk(get: Callable[..., Any], url: str | None, ordering: tuple[str, ...], *, link: str) -> Iterator[list[int]]:
    while url:
        page = get(url, ordering).data
        yield [row["id"] for row in page["results"]]
        url = page[link]


@pytest.mark.usefixtures("articles")
def test_the_lines_of_the_docstring_make_a_list_of_pages() -> None:
    view = usage(keyset_pagination)["ArticleList"].as_view()
    page = view(APIRequestFactory().get("/articles")).data
    expected = list(Article.objects.order_by("-published", "-pk").values_list("id", flat=True))
    assert [row["id"] for row in page["results"]] == expected[:20]
    second = view(APIRequestFactory().get(page["next"])).data
    assert [row["id"] for row in second["results"]] == expected[20:40]


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("ordering", ORDERINGS, ids=" ".join)
def test_a_walk_gives_every_row_once_in_order_and_the_way_back_gives_the_same_pages(
    get: Callable[..., Any], ordering: tuple[str, ...]
) -> None:
    tie = "-pk" if ordering[-1].startswith("-") else "pk"
    expected = list(Article.objects.order_by(*ordering, tie).values_list("id", flat=True))
    pages = list(walk(get, "/articles?page_size=4", ordering, link="next"))
    assert [row for page in pages for row in page] == expected
    url = "/articles?page_size=4"
    while following := get(url, ordering).data["next"]:
        url = following
    assert list(walk(get, url, ordering, link="previous")) == pages[::-1]


@pytest.mark.usefixtures("articles")
def test_rows_that_come_and_go_between_two_pages_move_no_other_row(get: Callable[..., Any]) -> None:
    first = get("/articles?page_size=4", ("title",)).data
    expected = list(Article.objects.order_by("title", "pk").values_list("id", flat=True))
    Article.objects.bulk_create([Article(title="   before all")])
    Article.objects.filter(id__in=[expected[0], expected[3], expected[5]]).delete()  # the boundary is one of them
    rest = [row for page in walk(get, first["next"], ("title",), link="next") for row in page]
    assert rest == [expected[4], *expected[6:]]


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(("link", "other"), [("next", "previous"), ("previous", "next")])
def test_an_empty_page_leads_to_the_rows_that_remain(get: Callable[..., Any], link: str, other: str) -> None:
    url = get("/articles?page_size=4", ("pk",)).data["next"]
    page = get(url, ("pk",)).data
    ids = list(Article.objects.order_by("pk").values_list("id", flat=True))
    gone, remaining = (ids[8:], ids[4:8]) if link == "next" else (ids[:4], ids[4:8])
    Article.objects.filter(id__in=gone).delete()
    empty = get(page[link], ("pk",)).data
    assert (empty["results"], empty[link]) == ([], None)
    assert [row["id"] for row in get(empty[other], ("pk",)).data["results"]] == remaining


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("link", ["next", "previous"])
def test_a_list_of_which_nothing_remains_has_no_links(get: Callable[..., Any], link: str) -> None:
    second = get(get("/articles?page_size=4", ("pk",)).data["next"], ("pk",)).data
    Article.objects.all().delete()
    assert get(second[link], ("pk",)).data == {"next": None, "previous": None, "results": []}


def test_an_empty_list_has_no_links(get: Callable[..., Any]) -> None:
    assert get("/articles", ("pk",)).data == {"next": None, "previous": None, "results": []}


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(
    "change",
    [
        lambda url: url + "x",
        lambda url: url.replace("page_size=4", "page_size=5"),
        lambda url: url.replace("/articles", "/other"),
        lambda url: url + "&section=a",
        lambda _: "/articles?page_size=4&cursor=%00",
        lambda _: "/articles?page_size=4&cursor=é🎉.x",
        lambda _: "/articles?page_size=4&cursor=W3RydWUsbnVsbF0.x",
    ],
)
def test_any_cursor_but_one_of_this_list_is_a_400_without_a_statement(
    get: Callable[..., Any], change: Callable[[str], str]
) -> None:
    url = get("/articles?page_size=4", ("pk",)).data["next"]
    with CaptureQueriesContext(connection) as statements:
        response = get(change(url), ("pk",))
    assert response.status_code == 400
    assert list(response.data) == ["cursor"]
    assert not statements


@pytest.mark.usefixtures("articles")
def test_a_cursor_of_another_ordering_is_a_400(get: Callable[..., Any]) -> None:
    url = get("/articles?page_size=4", ("pk",)).data["next"]
    assert get(url, ("-pk",)).status_code == 400


def test_a_boundary_of_100_emoji_makes_a_cursor_of_at_most_600_characters(get: Callable[..., Any]) -> None:
    Article.objects.bulk_create(Article(title="🎉" * 100) for _ in range(2))
    page = get("/articles?page_size=1", ("title",)).data
    assert len(page["next"].partition("cursor=")[2]) <= 600
    assert len(get(page["next"], ("title",)).data["results"]) == 1
