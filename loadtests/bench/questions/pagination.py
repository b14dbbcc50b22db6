"""The page that starts at row N of an ordering, reached in each contender's own way.

A contender with page numbers gets the number. For every other one bench follows the `next` links from the first page
on, as a client would: only the contender understands its cursors, and a cursor is bound to its page size. The walk
costs rows / 2 / 20 requests (75 000 at 3 million rows). So deep pages are kept in the contender's folder, and used
again as long as the data and the signature of the cursors are the same.
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
    """`count` pages in a row of one ordering ("" is the default one), from page number `first` on."""

    ordering: str
    first: int
    count: int


def page_paths(client: Client, pages: Pages, *, page_parameter: str, kept: Path | None = None) -> list[str]:
    if page_parameter:
        numbers = range(pages.first, pages.first + pages.count)
        return [_path(pages.ordering, **({page_parameter: str(n)} if n > 1 else {})) for n in numbers]
    found = (kept and _still_valid(client, pages, kept=kept)) or [_walk(client, pages)]
    while len(found) < pages.count:
        found.append(_next(client, found[-1]))
    if kept is not None:
        kept.write_text(json.dumps([pages.ordering, pages.first, found]), encoding="utf-8")
    return found[: pages.count]


def _walk(client: Client, pages: Pages) -> str:
    """The path of the first page."""
    path = _path(pages.ordering)
    for _ in range(pages.first - 1):
        path = _next(client, path)
    return path


def _next(client: Client, path: str) -> str:
    found = _NEXT.search(client.body(path))
    if not found:
        raise BenchError(f"{path} has no next page, but the table should have more rows. Seed it again.")
    return path_of(json.loads(b'"' + found[1] + b'"'))


def _still_valid(client: Client, pages: Pages, *, kept: Path) -> list[str] | None:
    """The paths of an earlier walk to the same page, whether fewer or more; None if they do not work any more."""
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
