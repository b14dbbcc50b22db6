"""The two services' ways of paging: by page number, and by keyset with cursors."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from crm_contract.oracle.customers import Customer
from crm_contract.oracle.parameters import Query
from crm_contract.oracle.sorting import Boundary, boundary
from crm_contract.oracle.values import Invalid, parse_number


class NoSuchPage(Exception):
    """There are fewer pages."""


@dataclass(frozen=True, slots=True)
class Page:
    """The rows, and the values of the paging parameter for the next and the previous page."""

    rows: Sequence[Customer]
    next: str | None
    previous: str | None
    count: int | None = None


class Paging(Protocol):
    parameter: str

    def page(self, query: Query, rows: Sequence[Customer], *, value: str) -> Page:
        """Return the page of this value of the paging parameter. Raises NoSuchPage or Invalid."""


class PageNumbers:
    parameter = "page"

    def page(self, query: Query, rows: Sequence[Customer], *, value: str) -> Page:
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
    """A cursor names a direction and a boundary row, or one end of the list instead of a row.

    The service remembers the cursors that it has issued, so a made-up one is unknown.
    """

    parameter = "cursor"

    def __init__(self) -> None:
        self._issued: dict[str, tuple[Query, bool, Boundary | None]] = {}

    def page(self, query: Query, rows: Sequence[Customer], *, value: str) -> Page:
        asked, forward, edge = self._read(value) if value else (query, True, None)
        if not self.is_bound_to(asked, query):
            raise Invalid("Belongs to another list.")
        start, end = self._slice(query, rows, forward=forward, edge=edge)
        if rows and start == end:
            return self.empty(query, forward=forward)
        found = rows[start:end]
        return Page(
            found,
            self._issue(query, forward=True, row=found[-1]) if end < len(rows) else None,
            self._issue(query, forward=False, row=found[0]) if start > 0 else None,
        )

    def empty(self, query: Query, *, forward: bool) -> Page:
        """Return an empty page if no row remains beyond the boundary. Its link leads back to the end of the list."""
        back = self._issue(query, forward=not forward, row=None)
        return Page((), None, back) if forward else Page((), back, None)

    def is_bound_to(self, asked: Query, query: Query) -> bool:
        """Return whether a cursor of the list `asked` may be used in the list `query`."""
        return asked == query

    def is_beyond(self, query: Query, row: Customer, *, edge: Boundary) -> bool:
        """Return whether the row comes after the boundary in the list's order."""
        here = boundary(row, query.column)
        return here < edge if query.descending else here > edge

    def is_before(self, query: Query, row: Customer, *, edge: Boundary) -> bool:
        """Return whether the row comes before the boundary in the list's order."""
        here = boundary(row, query.column)
        return here > edge if query.descending else here < edge

    def _slice(
        self, query: Query, rows: Sequence[Customer], *, forward: bool, edge: Boundary | None
    ) -> tuple[int, int]:
        if forward:
            beyond = (at for at, row in enumerate(rows) if edge is None or self.is_beyond(query, row, edge=edge))
            start = next(beyond, len(rows))
            return start, min(len(rows), start + query.page_size)
        end = sum(1 for row in rows if edge is None or self.is_before(query, row, edge=edge))
        return max(0, end - query.page_size), end

    def _issue(self, query: Query, *, forward: bool, row: Customer | None) -> str:
        meaning = (query, forward, boundary(row, query.column) if row else None)
        cursor = hashlib.sha256(repr(meaning).encode()).hexdigest()
        self._issued[cursor] = meaning
        return cursor

    def _read(self, cursor: str) -> tuple[Query, bool, Boundary | None]:
        try:
            return self._issued[cursor]
        except KeyError:
            raise Invalid("Not a cursor of this service.") from None
