"""The page that starts at row N of an ordering, reached in each contender's own way.

A contender with page numbers gets the number. For every other one bench follows the `next` links from the first page
on, as a client would: only the contender understands its cursors, and a cursor is bound to its page size. The walk
costs rows / 2 / 20 requests (75 000 at 3 million rows). So deep pages are kept in the contender's folder, and used
again as long as the data and the signature of the cursors are the same.
"""

import json
import re
from collections.abc import Sequence
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


type Known = dict[Pages, list[list[str]]]
"""The paths of pages that contenders have reached."""


def page_paths(
    client: Client, pages: Pages, *, page_parameter: str, kept: Path | None = None, known: Known | None = None
) -> list[str]:
    """`known`: pages of other contenders. One that understands their cursors need not walk. Its own pages are added."""
    if page_parameter:
        numbers = range(pages.first, pages.first + pages.count)
        return [path_of_list(pages.ordering, **({page_parameter: str(n)} if n > 1 else {})) for n in numbers]
    known = {} if known is None else known
    reached = [*_read(kept, pages), *reversed(known.get(pages, []))]
    found = next((paths for paths in reached if _works(client, paths)), None) or [_walk(client, pages)]
    while len(found) < pages.count:
        found.append(_next(client, found[-1]))
    if kept is not None:
        kept.write_text(json.dumps([pages.ordering, pages.first, found]), encoding="utf-8")
    if found not in (others := known.setdefault(pages, [])):
        others.append(found)
    return found[: pages.count]


def _walk(client: Client, pages: Pages) -> str:
    """The path of the first page."""
    path = path_of_list(pages.ordering)
    for _ in range(pages.first - 1):
        path = _next(client, path)
    return path


def _next(client: Client, path: str) -> str:
    found = _NEXT.search(client.body(path))
    if not found:
        raise BenchError(f"{path} has no next page, but the table should have more rows. Seed it again.")
    return path_of(json.loads(b'"' + found[1] + b'"'))


def _read(kept: Path | None, pages: Pages) -> list[list[str]]:
    """The paths of an earlier walk to the same page, whether fewer or more, if there was one."""
    if kept is None:
        return []
    try:
        ordering, first, paths = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [paths] if (ordering, first) == (pages.ordering, pages.first) else []


def _works(client: Client, paths: Sequence[str]) -> bool:
    try:
        client.body(paths[0])
        client.body(paths[-1])
    except BenchError:
        return False
    return True


def path_of_list(ordering: str = "", **parameters: str) -> str:
    query = {"ordering": ordering} if ordering else {}
    return f"{CUSTOMERS}?{urlencode(query | parameters)}" if query or parameters else CUSTOMERS
