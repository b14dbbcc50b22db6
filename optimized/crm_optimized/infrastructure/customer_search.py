"""Reads: the port CustomerSearch on PostgreSQL. `search/core.py` finds rows; here they become pages with cursors."""

import logging
from collections.abc import Awaitable, Sequence
from typing import Any

import psycopg
from psycopg import AsyncCursor

from crm_optimized.application.errors import CustomerNotFound, StorageUnavailable
from crm_optimized.application.read_models import CustomerRecord, encode
from crm_optimized.application.search_customers import CustomerPage, CustomerQuery, Ordering
from crm_optimized.infrastructure.database_errors import is_unavailable
from crm_optimized.infrastructure.keyset import END, START, Boundary, CursorSigner
from crm_optimized.infrastructure.read_pool import Cursor, ReadPool
from crm_optimized.infrastructure.rows import COLUMNS, record
from crm_optimized.infrastructure.search.columns import SEARCH_VECTOR, SORT_COLUMNS, Table
from crm_optimized.infrastructure.search.core import Bounds, Extra, PageSearch, Parameters, Shape, join_others
from crm_optimized.infrastructure.search.extras import EXTRAS
from crm_optimized.infrastructure.search.patterns import parameters_of

# Composed from constants, as in `_ready`.
TABLES = f"{Table.CUSTOMER.source}{join_others(Table.CUSTOMER)}"
DETAIL = f"SELECT {COLUMNS} FROM {TABLES} WHERE customer.id = %(id)s".encode()  # noqa: S608

logger = logging.getLogger(__name__)


class PostgresCustomerSearch:
    def __init__(
        self, pool: ReadPool, signer: CursorSigner, *, extras: Sequence[Extra] = EXTRAS, bounds: Bounds | None = None
    ) -> None:
        self._pool = pool
        self._signer = signer
        self._search = PageSearch(self._fetch, extras=extras, bounds=bounds or Bounds())
        self._ready = _ready(extras)

    async def page(self, query: CustomerQuery) -> CustomerPage:
        ordering = query.ordering
        bound_to = identity(query)
        boundary = self._signer.decode(query.cursor, bound_to) if query.cursor else START
        backward = boundary.backward
        rows = await self._rows(query, boundary, descending=ordering.descending != backward)

        # One row more than the page was asked for: whether it exists says whether another page follows.
        more = len(rows) > query.page_size
        records = [record(row) for row in rows[: query.page_size]]
        if backward:
            records.reverse()
        if not records:
            return await self._empty(query, boundary, bound_to=bound_to)
        to_next = boundary.id is not None if backward else more
        to_previous = more if backward else boundary.id is not None
        return CustomerPage(
            results=encode(records),
            next=self._signer.encode(_boundary(records[-1], ordering, backward=False), bound_to) if to_next else None,
            previous=self._signer.encode(_boundary(records[0], ordering, backward=True), bound_to)
            if to_previous
            else None,
        )

    async def _empty(self, query: CustomerQuery, boundary: Boundary, *, bound_to: bytes) -> CustomerPage:
        """The rows of this page are gone. The others are on the other side of the boundary, the boundary's row
        included, so the way back leads to that end of the list."""
        if boundary.id is None or not await self._rows(query, START, descending=query.ordering.descending):
            return CustomerPage(b"[]", None, None)
        if boundary.backward:
            return CustomerPage(b"[]", next=self._signer.encode(START, bound_to), previous=None)
        return CustomerPage(b"[]", next=None, previous=self._signer.encode(END, bound_to))

    async def detail(self, id: int) -> bytes:
        rows = await self._fetch(DETAIL, {"id": id}, prepare=True)
        if not rows:
            raise CustomerNotFound
        return encode(record(rows[0]))

    async def ping(self) -> None:
        await self._fetch(self._ready, {}, prepare=True)

    def _rows(self, query: CustomerQuery, boundary: Boundary, *, descending: bool) -> Awaitable[list[Any]]:
        """The page's rows and, if there is one, the row after them."""
        parameters = parameters_of(query)
        kind = None if boundary.id is None else "null" if boundary.value is None else "value"
        shape = Shape(tuple(parameters), query.ordering.key, descending, kind, query.page_size + 1)
        if boundary.id is not None:
            parameters |= {"boundary": boundary.value, "boundary_id": boundary.id}
        return self._search.rows(query, shape, parameters=parameters)

    async def _fetch(
        self, sql: bytes, parameters: Parameters, *, prepare: bool = False, cursor: Cursor = AsyncCursor
    ) -> list[Any]:
        try:
            return await self._pool.fetch(sql, parameters, prepare=prepare, cursor=cursor)
        except psycopg.Error as error:
            if not is_unavailable(error):
                raise
            if not isinstance(error, psycopg.OperationalError):  # the pool logs those
                logger.error("the database cannot be read: %s", str(error).partition("\n")[0])  # noqa: TRY400  one line
            raise StorageUnavailable from error


def _ready(extras: Sequence[Extra]) -> bytes:
    """Returns nothing, from everything that reads need: tables, columns and functions must exist, and be readable."""
    needs = ", ".join([COLUMNS, SEARCH_VECTOR.sql, *(extra.reads for extra in extras)])
    return f"SELECT {needs} FROM {TABLES} WHERE customer.id = 0".encode()  # noqa: S608


def identity(query: CustomerQuery) -> bytes:
    """What a cursor is bound to: everything of the query but the page."""
    ordering = query.ordering
    return f"{ordering.key} {ordering.descending} {query.page_size} {query.terms} {query.filters}".encode()


def _boundary(row: CustomerRecord, ordering: Ordering, *, backward: bool) -> Boundary:
    owner = row.relationship if SORT_COLUMNS[ordering.key].table is Table.RELATIONSHIP else row
    value = getattr(owner, ordering.key)
    return Boundary(None if value is None else str(value), row.id, backward=backward)
