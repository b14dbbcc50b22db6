"""Reads: the port CustomerSearch on PostgreSQL.

How selective a filter is, is unknown, and the planner's guess is dangerous: for two words that never meet it walked the
date index for 13.6 s. So a filtered page is looked for in steps, each bounded, until one of them knows the answer:

1. a walk through a short window of the ordering, which fills a page of anything common within a millisecond;
2. a collection by the filters' own indexes, given up when the matches are many;
3. a walk through a long window, for what is neither rare nor common;
4. a collection of all matches: they are many, and far away in the ordering.
"""

import logging
from typing import Any

import psycopg
from psycopg import AsyncClientCursor, AsyncCursor

from crm_optimized.application.errors import CustomerNotFound, StorageUnavailable
from crm_optimized.application.read_models import CustomerRecord, encode
from crm_optimized.application.search_customers import CustomerPage, CustomerQuery, Ordering
from crm_optimized.infrastructure import estimates, vocabulary
from crm_optimized.infrastructure.database_errors import is_unavailable
from crm_optimized.infrastructure.estimates import Approach
from crm_optimized.infrastructure.filters import PATTERNS, SORT_COLUMNS, like_pattern
from crm_optimized.infrastructure.keyset import END, START, Boundary, CursorSigner
from crm_optimized.infrastructure.page_statements import DETAIL, READY, Route, Shape, collection, walk
from crm_optimized.infrastructure.read_pool import Cursor, ReadPool
from crm_optimized.infrastructure.rows import record

# Rows that are looked at before a filter counts as rare. Fetching one costs about 0.5 µs, so a vain look costs 1 ms;
# a filter that matches one row in a hundred fills a page of 20 out of 2 000.
WINDOW = 2_000
# A filter that has more than CAP matches among 3 million customers fills a page of 20 out of 12 600 rows on average.
LONG_WINDOW = 30_000
# Matches that the window should have had. If it had none, they lie together in the ordering, too far away for any walk.
ELSEWHERE = 10


logger = logging.getLogger(__name__)


class PostgresCustomerSearch:
    def __init__(self, pool: ReadPool, signer: CursorSigner) -> None:
        self._pool = pool
        self._signer = signer

    async def page(self, query: CustomerQuery) -> CustomerPage:
        ordering = query.ordering
        bound_to = identity(query)
        boundary = self._signer.decode(query.cursor, bound_to) if query.cursor else START
        backward = boundary.backward
        rows = await self._rows(query, *_compose(query, boundary, descending=ordering.descending != backward))

        # One row more than the page was asked for: whether it exists says whether the walk goes on.
        more = len(rows) > query.page_size
        records = [record(row) for row in rows[: query.page_size]]
        if backward:
            records.reverse()
        if not records:
            return await self._empty(query, boundary, bound_to)
        to_next = boundary.id is not None if backward else more
        to_previous = more if backward else boundary.id is not None
        return CustomerPage(
            results=encode(records),
            next=self._signer.encode(_boundary(records[-1], ordering, backward=False), bound_to) if to_next else None,
            previous=self._signer.encode(_boundary(records[0], ordering, backward=True), bound_to)
            if to_previous
            else None,
        )

    async def _empty(self, query: CustomerQuery, boundary: Boundary, bound_to: bytes) -> CustomerPage:
        """The rows of this page are gone. What remains lies on the other side of the boundary, the boundary's row
        included, so the way back leads to that end of the list."""
        if boundary.id is None:
            return CustomerPage(b"[]", None, None)
        start = _compose(query, START, descending=query.ordering.descending)
        if not await self._rows(query, *start):
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
        await self._fetch(READY, {}, prepare=True)

    async def _rows(self, query: CustomerQuery, shape: Shape, parameters: dict[str, object]) -> list[Any]:
        """The page's rows and, if there is one, the row after them."""
        # Prepared: the plan of a walk along an index is the same for every parameter. That of a collection is not.
        rows = await self._fetch(walk(shape, WINDOW), parameters, prepare=True)
        if not shape.filters or len(rows) > query.page_size:
            return rows
        known = await self._known(query, parameters)
        if known is None:
            return []
        facts, values = known
        parameters |= {f"{column}_values": of_column for column, of_column in values.items()}
        approach = await self._approach(query, parameters, facts, values, seen=len(rows) / WINDOW)
        if approach.first:
            collected = await self._collect(shape, parameters, approach, cap=estimates.CAP)
            if collected is not None:
                return collected
        if rows or approach.share * WINDOW < ELSEWHERE:
            rows = await self._fetch(walk(shape, LONG_WINDOW), parameters, prepare=True)
            if len(rows) > query.page_size:
                return rows
        return await self._collect(shape, parameters, approach) or []

    async def _known(
        self, query: CustomerQuery, parameters: dict[str, object]
    ) -> tuple[list[str], dict[str, list[str]]] | None:
        """tsqueries that every match satisfies, and the values of `BY_VALUES`; None when there can be no match."""
        facts = [vocabulary.beginning(term) for term in query.terms]
        facts += [vocabulary.quoted(f"={value}") for name, value in query.filters if name == "gender"]
        values: dict[str, list[str]] = {}
        contained = {name: str(value) for name, value in query.filters if name in vocabulary.COLUMNS}
        if contained:
            rows = await self._fetch(vocabulary.statement(contained), parameters, prepare=True)
            of_columns = vocabulary.facts(contained, rows)
            if of_columns is None:
                return None
            facts += of_columns.values()
            values = vocabulary.values(rows, of_columns)
        pairs = vocabulary.pairs(query.filters)
        if pairs and await self._fetch(vocabulary.UNKNOWN_PAIRS, pairs, prepare=True):
            return None
        return facts, values

    async def _approach(
        self,
        query: CustomerQuery,
        parameters: dict[str, object],
        facts: list[str],
        values: dict[str, list[str]],
        *,
        seen: float,
    ) -> Approach:
        indexed = estimates.indexed([name for name, _ in query.filters], parameters, values)
        if not indexed and not facts:
            return Approach(Route())
        named = parameters | {f"fact_{number}": fact for number, fact in enumerate(facts)}
        sql = estimates.statement(indexed, len(facts))
        ((plan,),) = await self._fetch(sql, named, cursor=AsyncClientCursor)  # EXPLAIN takes no parameters
        return estimates.choose(plan[0]["Plan"], indexed, facts, values, rows=query.page_size + 1, seen=seen)

    async def _collect(
        self, shape: Shape, parameters: dict[str, object], approach: Approach, *, cap: int | None = None
    ) -> list[Any] | None:
        """None when there are as many matches as the cap."""
        sql = collection(shape, approach.route, capped=cap is not None)
        narrowed = parameters | {"cap": cap, "facts": " & ".join(f"({fact})" for fact in approach.facts)}
        rows = await self._fetch(sql, narrowed)
        if cap is None:
            return rows
        return None if rows and rows[0][-1] >= cap else [row[:-1] for row in rows]

    async def _fetch(
        self, sql: bytes, parameters: dict[str, object], *, prepare: bool = False, cursor: Cursor = AsyncCursor
    ) -> list[Any]:
        try:
            return await self._pool.fetch(sql, parameters, prepare=prepare, cursor=cursor)
        except psycopg.Error as error:
            if not is_unavailable(error):
                raise
            if not isinstance(error, psycopg.OperationalError):  # of those the pool tells
                logger.error("the database cannot be read: %s", str(error).partition("\n")[0])  # noqa: TRY400  one line
            raise StorageUnavailable from error


def _compose(query: CustomerQuery, boundary: Boundary, *, descending: bool) -> tuple[Shape, dict[str, object]]:
    """The statements' shape and their parameters."""
    parameters: dict[str, object] = {
        name: like_pattern(str(value)) if name in PATTERNS else value for name, value in query.filters
    }
    if query.terms:
        parameters["search"] = " & ".join(map(vocabulary.beginning, query.terms))
    kind = None if boundary.id is None else "null" if boundary.value is None else "value"
    shape = Shape(tuple(parameters), query.ordering.key, descending, kind, limit=query.page_size + 1)
    if boundary.id is not None:
        parameters |= {"boundary": boundary.value, "boundary_id": boundary.id}
    return shape, parameters


def identity(query: CustomerQuery) -> bytes:
    """What a cursor is bound to: everything of the query but the page."""
    ordering = query.ordering
    return f"{ordering.key} {ordering.descending} {query.page_size} {query.terms} {query.filters}".encode()


def _boundary(row: CustomerRecord, ordering: Ordering, *, backward: bool) -> Boundary:
    owner = row.relationship if SORT_COLUMNS[ordering.key].table == "r" else row
    value = getattr(owner, ordering.key)
    return Boundary(None if value is None else str(value), row.id, backward=backward)
