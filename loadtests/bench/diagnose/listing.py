"""The rows of an answer, in the shapes that lists have: a bare array, DRF, ninja, JSON:API, HAL, edges and nodes."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.diagnose.service import Answer, target_of

ROWS = ("results", "items", "data", "objects", "rows", "records", "content", "edges", "hits", "entries", "list")
COUNTS = ("count", "total", "total_count", "totalCount", "total_items", "totalItems", "totalElements")
AROUND = ("meta", "links", "_links", "paging", "pagination", "page", "page_info", "pageInfo")
NEXT_TOKENS = ("next_cursor", "nextCursor", "next_page_token", "nextPageToken", "endCursor")
IDS = ("id", "pk", "uuid", "_id", "guid", "key", "slug", "url", "href")
LINK_NEXT = re.compile(r'<([^>]+)>\s*;[^,]*\brel="?next"?')

# Levels of a document below which no list is looked for.
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Listing:
    rows: Sequence[dict[str, Any]]
    next: str | None
    """Path and query of the next page, if the answer links it."""
    token: str | None
    """Of the next page, where the answer names it without a link."""
    count: int | None

    @property
    def ids(self) -> list[str]:
        """One for each row: its id, or the whole row."""
        for name in IDS:
            values = [row.get(name) for row in self.rows]
            if all(isinstance(value, (str, int)) for value in values):
                return [str(value) for value in values]
        return [json.dumps(row, sort_keys=True) for row in self.rows]


def listing_of(answer: Answer) -> Listing | None:
    """None if the answer is no 200 with a list of objects in JSON."""
    document = answer.document() if answer.status == 200 else None
    rows = _rows(document, DEPTH)
    if rows is None:
        return None
    around = [document, *(document.get(name) for name in AROUND)] if isinstance(document, dict) else []
    maps = [each for each in around if isinstance(each, dict)]
    return Listing(rows, _next(answer, maps), _first(maps, NEXT_TOKENS, kind=str), _first(maps, COUNTS, kind=int))


def _rows(document: Any, depth: int) -> list[dict[str, Any]] | None:
    if isinstance(document, list):
        nodes = [_node(each) for each in document]
        return nodes if all(isinstance(node, dict) for node in nodes) else None
    if not isinstance(document, dict) or depth == 0:
        return None
    known = [document[name] for name in ROWS if name in document]
    found = [rows for each in known or document.values() if (rows := _rows(each, depth - 1)) is not None]
    return max(found, key=len, default=None)


def _node(row: Any) -> Any:
    """The row itself, out of an edge of GraphQL or an object of JSON:API."""
    if isinstance(row, dict) and isinstance(row.get("node"), dict):
        return row["node"]
    if isinstance(row, dict) and isinstance(row.get("attributes"), dict):
        return {**row, **row["attributes"]}
    return row


def _next(answer: Answer, maps: Sequence[dict[str, Any]]) -> str | None:
    for each in maps:
        link = each.get("next") or each.get("next_url") or each.get("nextLink")
        link = link.get("href") if isinstance(link, dict) else link
        if isinstance(link, str) and ("/" in link or link.startswith("?")):
            return target_of(link)
    found = LINK_NEXT.search(answer.headers.get("link", ""))
    return target_of(found[1]) if found else None


def _first[T](maps: Sequence[dict[str, Any]], names: Sequence[str], *, kind: type[T]) -> T | None:
    values = (each.get(name) for each in maps for name in names)
    return next((value for value in values if isinstance(value, kind) and not isinstance(value, bool)), None)


def values_of(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The different values of each member, also of nested objects, by the member's name."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in _members(row):
            values = found.setdefault(name, [])
            if value is not None and value not in values:
                values.append(value)
    return found


def _members(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _members(value)
        elif not isinstance(value, list):
            yield name, value
