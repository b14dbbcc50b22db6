"""One service of a comparison."""

import json
from collections.abc import Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpx

from crm_contract.comparison.canonical import canonical
from crm_contract.oracle.customers import Json
from crm_contract.oracle.parameters import Pairs

CUSTOMERS = "/api/v1/customers"
TIMEOUT_S = 120.0  # the slowest search over 3 million rows without an index takes some seconds

type Moves = Sequence[str]  # "next" or "previous", each


class Contender:
    def __init__(self, name: str, base_url: str) -> None:
        self.name = name
        self.answers = 0
        self.has_a_cache = False  # whether an answer said X-Cache
        self.cache_hits = 0  # answers that said X-Cache: HIT
        self._client = httpx.Client(base_url=base_url, timeout=TIMEOUT_S, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def walk(self, pairs: Pairs, moves: Moves) -> list[bytes]:
        """The first page of a list, and the pages that the moves lead to; a move without a link is left out."""
        response = self.ask("GET", list_path(pairs))
        pages = [canonical(response.status_code, response.content)]
        for move in moves:
            link = response.json()[move] if response.status_code == 200 else None
            if link:
                response = self.ask("GET", self._own(link))
                pages.append(canonical(response.status_code, response.content))
        return pages

    def ask(self, method: str, path: str, body: Json = None) -> httpx.Response:
        return self.send(method, path, None if body is None else json.dumps(body))

    def send(self, method: str, path: str, content: str | None = None) -> httpx.Response:
        """For bodies that no JSON library would write."""
        headers = {} if content is None else {"Content-Type": "application/json"}
        response = self._client.request(method, path, content=content, headers=headers)
        self.answers += 1
        self.has_a_cache |= "X-Cache" in response.headers
        self.cache_hits += response.headers.get("X-Cache") == "HIT"
        return response

    def _own(self, link: str) -> str:
        assert link.startswith(str(self._client.base_url)), f"{self.name} links to another service: {link}"
        return link


def list_path(pairs: Pairs) -> str:
    return f"{CUSTOMERS}?{urlencode(pairs)}" if pairs else CUSTOMERS
