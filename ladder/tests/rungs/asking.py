import json
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any
from urllib.parse import urlencode

from crm_ladder.composition import view_set
from django.test import Client
from rest_framework.test import APIRequestFactory

LIST = "/api/v1/customers"
COLUMNS = ["created", "last_updated", "birthday", "first_name", "last_name", "customer_id", "points", "last_activity"]
QUESTIONS = [
    *({"ordering": sign + column, "page_size": "19"} for sign, column in product(["", "-"], COLUMNS)),
    {"first_name": "ADA", "page_size": "3"},
    {"city": "ångs"},
    {"street": "STRASSE"},
    {"has_address": "false", "ordering": "-points", "page_size": "9"},
    {"points_min": "2", "ordering": "last_activity", "page_size": "2"},
]


def ask(rungs: Sequence[str], url: str = LIST) -> Any:
    """The list's answer, rendered, of the view set on these rungs."""
    response = view_set(rungs).as_view({"get": "list"}, detail=False)(APIRequestFactory().get(url))
    return response.render() if hasattr(response, "render") else response


def walk_over_http(client: Client, url: str, question: dict[str, str]) -> Iterator[list[Any]]:
    """The results of each page of a service of Django's test client."""
    link: str | None = f"{url}?{urlencode(question)}"
    while link:
        response = client.get(link)
        assert response.status_code == 200, response.content
        page = response.json()
        yield page["results"]
        link = page["next"]


def walk(rungs: Sequence[str], question: dict[str, str], link: str = "next") -> Iterator[list[Any]]:
    """The results of each page."""
    url: str | None = f"{LIST}?{urlencode(question)}"
    while url:
        response = ask(rungs, url)
        assert response.status_code == 200, response.content
        page = json.loads(response.content)
        yield page["results"]
        url = page[link]
