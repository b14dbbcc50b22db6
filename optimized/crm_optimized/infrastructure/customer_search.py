"""Reads: one statement a page, composed once for each shape of query, run on the async pool, encoded to bytes.

How selective a filter is, is unknown, and the planner's guess is dangerous: for two words that never meet it walked the
date index for 13.6 s. So a filtered page looks through a window of the next rows in order first, which fills a page of
anything common within a millisecond. What the window does not fill is rare: then every match is collected through the
filter's own index, and sorted.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from crm_optimized.application.errors import CustomerNotFound, StorageUnavailable
from crm_optimized.application.read_models import CustomerRecord, encode
from crm_optimized.application.search_customers import CustomerPage, CustomerQuery, Ordering, SortKey
from crm_optimized.infrastructure.keyset import Boundary, CursorSigner, SortColumn, after
from crm_optimized.infrastructure.rows import COLUMNS, record

# Rows that are looked at before a filter counts as rare. Fetching one costs about 0.5 µs, so a vain look costs 1 ms;
# a filter that matches one row in a hundred fills a page of 20 out of 2 000.
WINDOW = 2_000

TABLES = {"c": "customers_customer", "a": "customers_address", "r": "customers_relationship"}

SORT_COLUMNS = {
    SortKey.CREATED: SortColumn("c", "c.created", "timestamptz", "c.id"),
    SortKey.LAST_UPDATED: SortColumn("c", "c.last_updated", "timestamptz", "c.id"),
    SortKey.BIRTHDAY: SortColumn("c", "c.birthday", "date", "c.id", nullable=True),
    SortKey.FIRST_NAME: SortColumn("c", "c.first_name", "text", "c.id"),
    SortKey.LAST_NAME: SortColumn("c", "c.last_name", "text", "c.id"),
    SortKey.CUSTOMER_ID: SortColumn("c", "c.customer_id", "text", None),
    SortKey.POINTS: SortColumn("r", "r.points", "int", "r.customer_id"),
    SortKey.LAST_ACTIVITY: SortColumn("r", "r.last_activity", "timestamptz", "r.customer_id", nullable=True),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition; its parameter has the filter's name."""

    column: str
    condition: str

    @property
    def table(self) -> str:
        return self.column[0]


def _contains(column: str) -> Filter:
    name = column[2:]
    return Filter(column, f"upper({column}) LIKE upper(%({name})s)")


def _range(column: str, type_: str, low: str, high: str) -> dict[str, Filter]:
    return {
        low: Filter(column, f"{column} >= %({low})s::{type_}"),
        high: Filter(column, f"{column} <= %({high})s::{type_}"),
    }


CONTAINS = (
    "c.first_name", "c.last_name", "c.customer_id", "c.phone_number",
    "a.street", "a.street_number", "a.city_code", "a.city", "a.country",
)  # fmt: skip
FILTERS = {
    **{column[2:]: _contains(column) for column in CONTAINS},
    "gender": Filter("c.gender", "c.gender = %(gender)s"),
    "has_address": Filter("a.customer_id", "(a.customer_id IS NOT NULL) = %(has_address)s"),
    "search": Filter("c.search_vector", "c.search_vector @@ %(search)s::tsquery"),
    **_range("c.birthday", "date", "birthday_after", "birthday_before"),
    **_range("c.created", "timestamptz", "created_after", "created_before"),
    **_range("c.last_updated", "timestamptz", "last_updated_after", "last_updated_before"),
    **_range("r.points", "int", "points_min", "points_max"),
    **_range("r.last_activity", "timestamptz", "last_activity_after", "last_activity_before"),
}
PATTERNS = frozenset(column[2:] for column in CONTAINS)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement's text depends on; everything else is a parameter."""

    filters: tuple[str, ...]
    key: SortKey
    descending: bool
    boundary: str | None  # None, "value" or "null": which kind of boundary the page starts after
    windowed: bool
    limit: int
    """A literal, because a parameter would cost a plan for every page: PostgreSQL keeps a plan only if it does not look
    dearer than those made for the parameters at hand, and for a limit that it does not know it expects a tenth of the
    table. 688 µs of its CPU for the first page were planning, and 120 are left."""


@lru_cache(maxsize=4096)
def statement(shape: Shape) -> bytes:
    """The SQL of a page. Parameters: the filters by name, `boundary`, `boundary_id`."""
    sort = SORT_COLUMNS[shape.key]
    filters = [FILTERS[name] for name in shape.filters]
    kind = {None: None, "value": Boundary("", 0, backward=False), "null": Boundary(None, 0, backward=False)}
    segments = after(sort, kind[shape.boundary], descending=shape.descending)
    order = sort.order_by(descending=shape.descending)
    # A range over the sort column bounds the walk itself; the other filters are checked on the rows it meets.
    bounds = [f.condition for f in filters if f.column == sort.column]
    others = [f for f in filters if f.column != sort.column]
    tables = {f.table for f in others} - {sort.table}

    if shape.windowed:
        limit = WINDOW if others else shape.limit
        source = " UNION ALL ".join(
            f"(SELECT * FROM {TABLES[sort.table]} {sort.table}"
            f" WHERE {' AND '.join([segment, *bounds])} ORDER BY {order} LIMIT {limit})"
            for segment in segments
        )
        # One window over both segments: a match among the NULLs comes after every row before them, looked at or not.
        source = f"(SELECT * FROM ({source}) AS next_rows LIMIT {limit}) AS {sort.table}"
        conditions = [f.condition for f in others]
    else:
        source = f"{TABLES[sort.table]} {sort.table}"
        conditions = [f"({' OR '.join(f'({segment})' for segment in segments)})", *(f.condition for f in filters)]

    id_ = "c.id" if sort.table == "c" else f"{sort.table}.customer_id"
    joins = "".join(
        f" JOIN customers_customer c ON c.id = {id_}"
        if table == "c"
        else f" {'LEFT ' if table == 'a' else ''}JOIN {TABLES[table]} {table} ON {table}.customer_id = {id_}"
        for table in sorted(tables, reverse=True)
    )
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    hits = f"SELECT {id_} AS id, {sort.column} AS sort_key FROM {source}{joins}{where}"
    direction = "DESC" if shape.descending else "ASC"
    first = f"ORDER BY sort_key {direction}, id {direction} LIMIT {shape.limit}"
    if shape.windowed:
        page = f"page AS ({hits} {first})"
    else:
        # Materialised, so that the planner collects the matches by their own index and not along the ordering's.
        page = f"hits AS MATERIALIZED ({hits}), page AS (SELECT * FROM hits {first})"
    return f"""
WITH {page}
SELECT {COLUMNS}
FROM page
JOIN customers_customer c ON c.id = page.id
JOIN customers_relationship r ON r.customer_id = page.id
LEFT JOIN customers_address a ON a.customer_id = page.id
ORDER BY page.sort_key {direction}, page.id {direction}""".encode()


DETAIL = f"""
SELECT {COLUMNS}
FROM customers_customer c
JOIN customers_relationship r ON r.customer_id = c.id
LEFT JOIN customers_address a ON a.customer_id = c.id
WHERE c.id = %(id)s""".encode()


class PostgresCustomerSearch:
    """The port CustomerSearch on PostgreSQL."""

    def __init__(self, pool: AsyncConnectionPool, signer: CursorSigner) -> None:
        self._pool = pool
        self._signer = signer

    async def page(self, query: CustomerQuery) -> CustomerPage:
        ordering = query.ordering
        identity = repr((query.filters, query.terms, ordering)).encode()
        boundary = self._signer.decode(query.cursor, identity) if query.cursor else None
        backward = boundary is not None and boundary.backward
        rows = await self._rows(query, boundary, descending=ordering.descending != backward)

        # One row more than the page was asked for: whether it exists says whether the walk goes on.
        more = len(rows) > query.page_size
        records = [record(row) for row in rows[: query.page_size]]
        if backward:
            records.reverse()
        if not records:
            return CustomerPage(b"[]", None, None)
        to_next = more if not backward else True
        to_previous = more if backward else boundary is not None
        return CustomerPage(
            results=encode(records),
            next=self._signer.encode(_boundary(records[-1], ordering, backward=False), identity) if to_next else None,
            previous=self._signer.encode(_boundary(records[0], ordering, backward=True), identity)
            if to_previous
            else None,
        )

    async def detail(self, id: int) -> bytes:
        rows = await self._fetch(DETAIL, {"id": id}, prepare=True)
        if not rows:
            raise CustomerNotFound
        return encode(record(rows[0]))

    async def ping(self) -> None:
        await self._fetch(b"SELECT 1", {}, prepare=True)

    async def _rows(self, query: CustomerQuery, boundary: Boundary | None, *, descending: bool) -> list[Any]:
        parameters: dict[str, object] = {
            name: like_pattern(str(value)) if name in PATTERNS else value for name, value in query.filters
        }
        if query.terms:
            parameters["search"] = " & ".join(f"{term}:*" for term in query.terms)  # letters and digits only
        names = tuple(parameters)
        limit = query.page_size + 1
        kind = None
        if boundary is not None:
            kind = "null" if boundary.value is None else "value"
            parameters |= {"boundary": boundary.value, "boundary_id": boundary.id}
        shape = Shape(names, query.ordering.key, descending, kind, windowed=True, limit=limit)
        # Prepared: the plan of a walk along an index is the same for every parameter. That of a filter is not.
        rows = await self._fetch(statement(shape), parameters, prepare=not names)
        if names and len(rows) <= query.page_size:
            shape = Shape(names, query.ordering.key, descending, kind, windowed=False, limit=limit)
            rows = await self._fetch(statement(shape), parameters, prepare=False)
        return rows

    async def _fetch(self, sql: bytes, parameters: dict[str, object], *, prepare: bool) -> list[Any]:
        try:
            async with self._pool.connection() as connection:
                cursor = await connection.execute(sql, parameters, prepare=prepare)
                return await cursor.fetchall()
        except (PoolTimeout, OperationalError) as error:
            raise StorageUnavailable from error


def like_pattern(text: str) -> str:
    """A LIKE pattern that matches `text` anywhere, literally."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _boundary(row: CustomerRecord, ordering: Ordering, *, backward: bool) -> Boundary:
    owner = row.relationship if SORT_COLUMNS[ordering.key].table == "r" else row
    value = getattr(owner, ordering.key)
    return Boundary(None if value is None else str(value), row.id, backward=backward)
