"""Ways of paging by cursor with one mistake each. The black-box tests must notice it."""

from collections.abc import Sequence
from dataclasses import replace

from crm_contract.oracle.customers import Customer
from crm_contract.oracle.parameters import Query
from crm_contract.oracle.sorting import Boundary
from crm_contract.reference_service.paging import Keyset, Page


class CursorForAnyList(Keyset):
    def is_bound_to(self, asked: Query, query: Query) -> bool:
        return True


class CursorForAnyPageSize(Keyset):
    def is_bound_to(self, asked: Query, query: Query) -> bool:
        return asked == replace(query, page_size=asked.page_size)


class CursorToleratesItsLastCharacter(Keyset):
    def _read(self, cursor: str) -> tuple[Query, bool, Boundary | None]:
        close = (issued for issued in self._issued if issued[:-1] == cursor[:-1] and len(issued) == len(cursor))
        return super()._read(next(close, cursor))


class DeadEndAtTheStart(Keyset):
    def empty(self, query: Query, *, forward: bool) -> Page:
        return super().empty(query, forward=forward) if forward else Page((), None, None)


class DeadEndAtTheEnd(Keyset):
    def empty(self, query: Query, *, forward: bool) -> Page:
        return Page((), None, None) if forward else super().empty(query, forward=forward)


class WayBackWithoutTheBoundary(Keyset):
    """The way back starts next to the boundary, so that the boundary's own row is on no page."""

    def page(self, query: Query, rows: Sequence[Customer], *, value: str) -> Page:
        page = super().page(query, rows, value=value)
        if not value or page.rows:
            return page
        asked, forward, edge = self._read(value)
        cursor = f"{forward}{value}"
        self._issued[cursor] = (asked, not forward, edge)
        return replace(page, next=page.next and cursor, previous=page.previous and cursor)


BROKEN_CURSORS = [
    CursorForAnyList,
    CursorForAnyPageSize,
    CursorToleratesItsLastCharacter,
    DeadEndAtTheStart,
    DeadEndAtTheEnd,
    WayBackWithoutTheBoundary,
]
