"""Which page starts at row N of an ordering: every contender's own way there.

A contender with page numbers gets the number. Every other one is followed through its own `next` links, as a client
would, because a cursor is a contender's secret, and bound to the page size that it came with: page by page from the
first. The walk costs rows / 2 / 20 requests (75 000 at 3 million rows), so deep pages are kept beside the contender's
data and used again while the data, and the cursors' signature, are the same.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.customers_api import CUSTOMERS
from bench.errors import BenchError
from bench.http_client import Client, path_of

_NEXT = re.compile(rb'"next"\s*:\s*"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Pages:
    """`count` pages in a row of one ordering ("" for the default one), from page number `first` on."""

    ordering: str
    first: int
    count: int


def page_paths(client: Client, pages: Pages, *, page_parameter: str, kept: Path | None = None) -> list[str]:
    if page_parameter:
        numbers = range(pages.first, pages.first + pages.count)
        return [_path(pages.ordering, **({page_parameter: str(n)} if n > 1 else {})) for n in numbers]
    found = (kept and _still_valid(client, kept, pages)) or [_walk(client, pages)]
    while len(found) < pages.count:
        found.append(_next(client, found[-1]))
    if kept is not None:
        kept.write_text(json.dumps([pages.ordering, pages.first, found]), encoding="utf-8")
    return found[: pages.count]


def _walk(client: Client, pages: Pages) -> str:
    """The first of the pages."""
    path = _path(pages.ordering)
    for _ in range(pages.first - 1):
        path = _next(client, path)
    return path


def _next(client: Client, path: str) -> str:
    found = _NEXT.search(client.body(path))
    if not found:
        raise BenchError(f"{path} has no next page, but the table ought to have more rows. Seed it again.")
    return path_of(json.loads(b'"' + found[1] + b'"'))


def _still_valid(client: Client, kept: Path, pages: Pages) -> list[str] | None:
    """What an earlier walk to the same place found, be it fewer pages or more."""
    try:
        ordering, first, paths = json.loads(kept.read_text(encoding="utf-8"))
        if (ordering, first) != (pages.ordering, pages.first):
            return None
        client.body(paths[0])
        client.body(paths[-1])
        return list(paths)
    except (OSError, ValueError, BenchError):
        return None


def _path(ordering: str, **parameters: str) -> str:
    query = {"ordering": ordering} if ordering else {}
    return f"{CUSTOMERS}?{urlencode(query | parameters)}" if query or parameters else CUSTOMERS
