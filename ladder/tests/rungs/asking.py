import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from crm_ladder.composition import view_set
from rest_framework.test import APIRequestFactory

LIST = "/api/v1/customers"


def ask(rungs: Sequence[str], url: str = LIST) -> Any:
    """The list's answer, rendered, of the view set on these rungs."""
    response = view_set(rungs).as_view({"get": "list"}, detail=False)(APIRequestFactory().get(url))
    return response.render() if hasattr(response, "render") else response


def walk(rungs: Sequence[str], question: dict[str, str], link: str = "next") -> Iterator[list[Any]]:
    """The results of each page."""
    url: str | None = f"{LIST}?{urlencode(question)}"
    while url:
        response = ask(rungs, url)
        assert response.status_code == 200, response.content
        page = json.loads(response.content)
        yield page["results"]
        url = page[link]
