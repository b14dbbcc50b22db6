"""One service of a comparison."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Self
from urllib.parse import urlencode

import httpx

from crm_contract.comparison.canonical import canonical
from crm_contract.oracle.customers import Json
from crm_contract.oracle.parameters import Pairs

CUSTOMERS = "/api/v1/customers"
# The slowest search over 3 million rows without an index takes some seconds.
TIMEOUT_S = 120.0

# Each move is "next" or "previous".
type Moves = Sequence[str]


class Contender:
    def __init__(self, name: str, base_url: str) -> None:
        self.name = name
        # The number of answers so far.
        self.answers = 0
        # Whether an answer had the header X-Cache.
        self.has_a_cache = False
        # The number of answers with X-Cache: HIT.
        self.cache_hits = 0
        self._client = httpx.Client(base_url=base_url, timeout=TIMEOUT_S, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def walk(self, pairs: Pairs, moves: Moves) -> list[bytes]:
        """Return the canonical first page and the pages that the moves lead to. A move without a link has no page."""
        response = self.ask("GET", list_path(pairs))
        pages = [canonical(response.status_code, response.content)]
        for move in moves:
            link = response.json()[move] if response.status_code == 200 else None
            if link:
                response = self.ask("GET", self._own(link))
                pages.append(canonical(response.status_code, response.content))
        return pages

    def ask(self, method: str, path: str, *, body: Json = None) -> httpx.Response:
        return self.send(method, path, content=None if body is None else json.dumps(body))

    def send(self, method: str, path: str, *, content: str | None = None) -> httpx.Response:
        """Send a body as it is, even one that no JSON library would write."""
        headers = {} if content is None else {"Content-Type": "application/json"}
        response = self._client.request(method, path, content=content, headers=headers)
        self.answers += 1
        self.has_a_cache |= "X-Cache" in response.headers
        self.cache_hits += response.headers.get("X-Cache") == "HIT"
        return response

    def _own(self, link: str) -> str:
        assert link.startswith(str(self._client.base_url)), f"{self.name} links to another service: {link}"
        return link


def at_once[Result](
    ask: Callable[..., Result], contenders: Sequence[Contender], *arguments: Sequence[object]
) -> list[Result]:
    """Call `ask` with every contender, and its argument of each sequence, at the same time.

    So the slowest contender alone decides how long it takes.
    """
    with ThreadPoolExecutor(len(contenders)) as threads:
        return list(threads.map(ask, contenders, *arguments))


def list_path(pairs: Pairs) -> str:
    return f"{CUSTOMERS}?{urlencode(pairs)}" if pairs else CUSTOMERS
