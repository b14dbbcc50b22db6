"""The questions of every scenario, sampled from the seeded data through the baseline's own API.

A sample of customers gives names that are as common as in the data, codes and numbers that only one row has, and the
middles of ranges of dates and points. 2 % of the filters and searches match nothing. All contenders get the same.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bench.customers_api import CUSTOMERS, PAGE_ROWS
from bench.http_client import Client
from bench.questions.pagination import Pages, path_of_list

ORDERINGS = ("created", "last_updated", "birthday", "first_name", "last_name", "customer_id", "points", "last_activity")
SAMPLED_CUSTOMERS = 400

# Different questions of a scenario that asks for no page.
QUESTIONS = 640

# Pages of `list`, of each ordering of `sort`, and of `deep_page`. The first ones are few: without an index PostgreSQL
# sorts with a heap of all rows before a page's end, so page 160 of 300 000 rows costs it twice as much as page 1, and
# page 640 three times as much.
FIRST_PAGES = 20
SORTED_PAGES = 10
DEEP_PAGES = 160

# A search with more words is refused. Words end here where they end in the contract, and also at combining marks, so
# none counts as two in a service and as one here.
SEARCH_WORDS = 5
_WORD = re.compile(r"[^\W_]+")

# One filter or search in so many matches nothing: 2 %.
MISS_EVERY = 50

# Customers that a kind of question tries, until it has a question that was not drawn before.
TRIES = 100

Question = tuple[str, int, int]
"""The path, and the fewest and most rows of a right answer."""

type Kind = Callable[[Any], Mapping[str, str]]
"""A query about a customer; none if he lacks the value."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The same for every contender: finished questions, and pages that each contender reaches in its own way."""

    filters: Sequence[Question]
    searches: Sequence[Question]
    details: Sequence[Question]
    first_pages: Pages
    deep_pages: Pages
    sorted_pages: Sequence[Pages]
    seed: int

    def shuffled[T](self, items: Sequence[T]) -> list[T]:
        """The order depends only on the seed and the number of items."""
        return random.Random(self.seed).sample(items, len(items))


def sample(client: Client, *, rows: int, seed: int, count: int = QUESTIONS) -> Sample:
    """About `count` different questions a scenario; fewer, as of pages, where the table is too small for them."""
    draw = random.Random(seed)
    ids = draw.sample(range(1, rows + 1), min(rows, max(count, SAMPLED_CUSTOMERS)))
    customers = [client.json(f"{CUSTOMERS}/{number}") for number in ids[:SAMPLED_CUSTOMERS]]
    pages = rows // PAGE_ROWS  # Full ones.
    # Eight in a row have each column once, because the costs of columns differ more than those of directions.
    orderings = [("-" if (place + turn) % 2 else "") + name for turn in (0, 1) for place, name in enumerate(ORDERINGS)]
    return Sample(
        filters=_drawn(FILTER_KINDS, customers=customers, draw=draw, count=count, miss="last_name"),
        searches=_drawn(SEARCH_KINDS, customers=customers, draw=draw, count=count, miss="search"),
        details=[(f"{CUSTOMERS}/{number}", 1, 1) for number in ids[:count]],
        first_pages=Pages("", 1, max(1, min(FIRST_PAGES, pages // 2))),
        deep_pages=Pages("", max(1, pages // 2), max(1, min(DEEP_PAGES, pages // 2))),  # From the middle on.
        sorted_pages=[Pages(each, 1, max(1, min(SORTED_PAGES, pages // 4))) for each in orderings],
        seed=seed,
    )


def _drawn(
    kinds: Sequence[Kind], *, customers: Sequence[Any], draw: random.Random, count: int, miss: str
) -> list[Question]:
    """Each kind in turn, with the values of a random customer, so at least that one matches; a filter by `miss` matches
    nothing. The questions end where a kind has no other one."""
    found: dict[str, Question] = {}
    for number in range(count):
        if number % MISS_EVERY == MISS_EVERY // 2:
            path = path_of_list(**{miss: f"zqxj{number}"})
            found[path] = (path, 0, 0)
            continue
        kind = kinds[number % len(kinds)]
        queries = (kind(draw.choice(customers)) for _ in range(TRIES))
        paths = (path_of_list(**query) for query in queries if query)
        path = next((path for path in paths if path not in found), "")
        if not path:
            break
        found[path] = (path, 1, PAGE_ROWS)
    return list(found.values())


def _around(customer: Any, name: str, *, days: float) -> Mapping[str, str]:
    """A range of so many days on both sides of the customer's own value."""
    if customer[name] is None:
        return {}
    span = timedelta(days=days)
    is_date = len(customer[name]) == len("2000-01-01")
    moment = date.fromisoformat(customer[name]) if is_date else datetime.fromisoformat(customer[name])
    stamps = [(moment - span).isoformat(), (moment + span).isoformat()]
    return {f"{name}_after": stamps[0].replace("+00:00", "Z"), f"{name}_before": stamps[1].replace("+00:00", "Z")}


def _points(customer: Any) -> Mapping[str, str]:
    points = customer["relationship"]["points"]
    return {"points_min": str(max(0, points - 5)), "points_max": str(points + 5)}


def _address(customer: Any, *names: str) -> Mapping[str, str]:
    return {name: customer["address"][name] for name in names} if customer["address"] else {}


def _search(text: str | None) -> Mapping[str, str]:
    return {"search": text} if text and len(_WORD.findall(text)) <= SEARCH_WORDS else {}


FILTER_KINDS: Sequence[Kind] = (
    lambda c: {"first_name": c["first_name"]},
    lambda c: {"customer_id": c["customer_id"]},
    lambda c: _address(c, "city"),
    lambda c: {"last_name": c["last_name"], "gender": c["gender"]},
    lambda c: _around(c, "created", days=0.25),
    lambda c: {"phone_number": c["phone_number"][-6:]} if c["phone_number"] else {},
    _points,
    lambda c: _around(c, "birthday", days=15),
    lambda c: {"first_name": c["first_name"], "last_name": c["last_name"]},
    lambda c: {**_address(c, "country", "city_code"), "has_address": "true"} if c["address"] else {},
)

# Four in a row have a word, two words, a code or number that one row has, and the beginning of a word.
SEARCH_KINDS: Sequence[Kind] = (
    lambda c: _search(c["last_name"]),
    lambda c: _search(f"{c['first_name']} {c['last_name']}"),
    lambda c: _search(c["customer_id"]),
    lambda c: _search(c["first_name"][:4]),
    lambda c: _search(c["address"] and c["address"]["city"]),
    lambda c: _search(f"{c['last_name']} {c['address']['city']}" if c["address"] else None),
    lambda c: _search(c["phone_number"]),
    lambda c: _search(f"{c['first_name']} {c['last_name'][:3]}"),
)
