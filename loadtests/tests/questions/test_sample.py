from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import pytest
from bench.customers_api import CUSTOMERS
from bench.http_client import Client
from bench.load.scenarios import SCENARIOS
from bench.questions.files import contenders_questions
from bench.questions.pagination import Pages, page_paths
from bench.questions.sample import FILTER_KINDS, MISS_EVERY, SEARCH_KINDS, Question, Sample, sample
from conftest import StartFake

ROWS = 2000


@pytest.fixture
def numbered(start_fake: StartFake) -> str:
    return start_fake("--rows", str(ROWS))


@pytest.fixture
def with_cursors(start_fake: StartFake) -> str:
    return start_fake("--rows", str(ROWS), "--paging", "cursor")


def draw(url: str, *, seed: int = 1, count: int = 60) -> Sample:
    with Client(url) as client:
        return sample(client, rows=ROWS, seed=seed, count=count)


def questions(url: str, drawn: Sample, *, page_parameter: str = "") -> Mapping[str, list[Question]]:
    with Client(url) as client:
        return contenders_questions(drawn, client, page_parameter=page_parameter)


def test_every_question_has_the_rows_that_it_promises(numbered: str) -> None:
    asked = questions(numbered, draw(numbered), page_parameter="page")
    with Client(numbered) as client:
        for scenario, each in asked.items():
            for path, fewest, most in each:
                answer = client.json(path)
                rows = len(answer["results"]) if "results" in answer else 1
                assert fewest <= rows <= most, f"{scenario} {path}: {rows}"


def test_one_filter_and_one_search_in_50_matches_nothing(numbered: str) -> None:
    drawn = draw(numbered, count=200)
    for asked in (drawn.filters, drawn.searches):
        misses = sum(most == 0 for _, _, most in asked)
        assert misses == pytest.approx(len(asked) / MISS_EVERY, abs=1)


def test_filters_and_searches_are_of_each_kind_in_turn(numbered: str) -> None:
    assert SCENARIOS["filter"].cycle == len(FILTER_KINDS)
    assert len(SEARCH_KINDS) % SCENARIOS["search"].cycle == 0
    drawn = draw(numbered)
    with Client(numbered) as client:
        customers = [client.json(f"{CUSTOMERS}/{number}") for number in range(1, ROWS + 1)]
    for asked, kinds in ((drawn.filters, FILTER_KINDS), (drawn.searches, SEARCH_KINDS)):
        of_kind = [{urlencode(kind(customer)) for customer in customers} for kind in kinds]
        for number, (path, _, most) in enumerate(asked):
            assert most == 0 or urlsplit(path).query in of_kind[number % len(kinds)], number


def test_no_question_is_drawn_twice(numbered: str) -> None:
    asked = questions(numbered, draw(numbered), page_parameter="page")
    for scenario, each in asked.items():
        assert len({path for path, _, _ in each}) == len(each), scenario


def test_the_same_seed_draws_the_same_and_another_seed_others(numbered: str) -> None:
    assert draw(numbered) == draw(numbered)
    assert draw(numbered, seed=2).searches != draw(numbered).searches


def test_page_numbers_and_cursors_lead_to_the_same_rows(numbered: str, with_cursors: str) -> None:
    drawn = draw(numbered)
    first = questions(numbered, drawn, page_parameter="page")
    second = questions(with_cursors, drawn)
    assert first.keys() == second.keys()
    with Client(numbered) as mine, Client(with_cursors) as theirs:
        for scenario in ("list", "deep_page", "sort"):
            assert len(first[scenario]) == len(second[scenario])
            for (path, _, _), (other_path, _, _) in zip(first[scenario], second[scenario], strict=True):
                assert mine.json(path)["results"] == theirs.json(other_path)["results"], path


def test_more_questions_are_not_about_deeper_pages(numbered: str) -> None:
    few, many = draw(numbered, count=20), draw(numbered, count=200)
    assert len(many.filters) > len(few.filters)
    for pages in ("first_pages", "deep_pages", "sorted_pages"):
        assert getattr(many, pages) == getattr(few, pages)


def test_deep_pages_lie_around_the_middle(numbered: str) -> None:
    pages = draw(numbered).deep_pages
    middle = ROWS / 20 / 2
    assert pages.first <= middle <= pages.first + pages.count


def test_a_walk_to_the_middle_is_kept_and_walked_again_when_it_no_longer_holds(with_cursors: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    pages, kept = Pages("", 40, 5), tmp_path / "deep_pages.json"
    with Client(with_cursors) as client:
        walked = page_paths(client, pages, page_parameter="", kept=kept)
        assert page_paths(client, pages, page_parameter="", kept=kept) == walked

        kept.write_text(kept.read_text().replace("cursor=", "cursor=xx"))
        assert page_paths(client, pages, page_parameter="", kept=kept) == walked

        assert page_paths(client, Pages("", 41, 4), page_parameter="", kept=kept) == walked[1:]


def test_a_kept_walk_serves_fewer_pages_and_is_gone_on_with_for_more(with_cursors: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    kept = tmp_path / "deep_pages.json"
    with Client(with_cursors) as client:
        seven = page_paths(client, Pages("", 40, 7), page_parameter="")
        assert page_paths(client, Pages("", 40, 5), page_parameter="", kept=kept) == seven[:5]
        assert page_paths(client, Pages("", 40, 7), page_parameter="", kept=kept) == seven
        assert page_paths(client, Pages("", 40, 3), page_parameter="", kept=kept) == seven[:3]
        assert page_paths(client, Pages("", 40, 7), page_parameter="", kept=kept) == seven


class CountingClient(Client):
    asked = 0

    def body(self, path: str) -> bytes:
        self.asked += 1
        return super().body(path)


def test_a_contender_walks_only_where_it_understands_no_known_cursor(with_cursors: str) -> None:
    pages, foreign = Pages("", 40, 5), [f"{CUSTOMERS}?cursor=xx"]
    known = {pages: [foreign]}
    with CountingClient(with_cursors) as client:
        walked = page_paths(client, pages, page_parameter="", known=known)
        assert (known, client.asked >= 44) == ({pages: [foreign, walked]}, True)

        client.asked = 0
        assert page_paths(client, pages, page_parameter="", known=known) == walked
        assert (known, client.asked) == ({pages: [foreign, walked]}, 2)

        page_paths(client, Pages("", 41, 5), page_parameter="", known=known)
        assert client.asked >= 45


def test_a_range_is_put_around_the_value_of_a_customer(numbered: str) -> None:
    ranges = [path for path, _, _ in draw(numbered).filters if "birthday_after=" in path]
    assert ranges
    assert all("birthday_before=" in path and path.startswith(CUSTOMERS) for path in ranges)
