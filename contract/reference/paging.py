"""Two ways through a list, as the two services have them: by page number, and by keyset."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from oracle.customers import Customer
from oracle.parameters import Query
from oracle.sorting import Boundary, boundary
from oracle.values import Invalid, parse_number


class NoSuchPage(Exception):
    """There are fewer pages."""


@dataclass(frozen=True, slots=True)
class Page:
    """The rows, and the values of the paging parameter that lead to the pages beside this one."""

    rows: Sequence[Customer]
    next: str | None
    previous: str | None
    count: int | None = None


class Paging(Protocol):
    parameter: str

    def page(self, query: Query, rows: Sequence[Customer], value: str) -> Page: ...


class PageNumbers:
    parameter = "page"

    def page(self, query: Query, rows: Sequence[Customer], value: str) -> Page:
        number = parse_number(value or "1", digits=9, least=1, most=10**9 - 1)
        start = (number - 1) * query.page_size
        if start and start >= len(rows):
            raise NoSuchPage
        end = start + query.page_size
        return Page(
            rows[start:end],
            str(number + 1) if end < len(rows) else None,
            str(number - 1) if start else None,
            len(rows),
        )


class Keyset:
    """A cursor names a boundary row and a direction. They are remembered here, so a made-up one is unknown."""

    parameter = "cursor"

    def __init__(self) -> None:
        self._issued: dict[str, tuple[Query, bool, Boundary]] = {}

    def page(self, query: Query, rows: Sequence[Customer], value: str) -> Page:
        if not value:
            start = 0
        else:
            asked, forward, edge = self._read(value)
            if not self.is_bound_to(asked, query):
                raise Invalid("Belongs to another list.")
            start = self._start(query, rows, forward=forward, edge=edge)
        found = rows[start : start + query.page_size]
        return Page(
            found,
            self._issue(query, forward=True, row=found[-1]) if found and start + len(found) < len(rows) else None,
            self._issue(query, forward=False, row=found[0]) if found and start > 0 else None,
        )

    def is_bound_to(self, asked: Query, query: Query) -> bool:
        """Whether a cursor of the one list may be used in the other."""
        return asked == replace(query, page_size=0)

    def is_beyond(self, query: Query, row: Customer, edge: Boundary) -> bool:
        """Whether the row comes after the boundary in the list's order."""
        here = boundary(row, query.column)
        return here < edge if query.descending else here > edge

    def _start(self, query: Query, rows: Sequence[Customer], *, forward: bool, edge: Boundary) -> int:
        if forward:
            return next((at for at, row in enumerate(rows) if self.is_beyond(query, row, edge)), len(rows))
        reached = next((at for at, row in enumerate(rows) if boundary(row, query.column) == edge), 0)
        return max(0, reached - query.page_size)

    def _issue(self, query: Query, *, forward: bool, row: Customer) -> str:
        meaning = (replace(query, page_size=0), forward, boundary(row, query.column))
        cursor = hashlib.sha256(repr(meaning).encode()).hexdigest()
        self._issued[cursor] = meaning
        return cursor

    def _read(self, cursor: str) -> tuple[Query, bool, Boundary]:
        try:
            return self._issued[cursor]
        except KeyError:
            raise Invalid("Not a cursor of this service.") from None
