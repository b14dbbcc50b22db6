"""The SQL of a page, composed once for each shape of query, in two ways.

A *walk* follows the ordering's index from the boundary and stops when the page is full, or after a window of so many
rows. It fills a page of anything common at once, and looks in vain for anything rare. A *collection* gathers the
matches by the filters' own indexes and sorts them: the cheaper, the rarer they are.

Of n matches among N customers, a walk meets a page of 21 after 21 N / n rows, and a collection reads n. The better of
both reads at most 8 000 rows of 3 million, unless the matches lie at the far end of the ordering.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from crm_optimized.application.search_customers import SortKey
from crm_optimized.infrastructure.filters import FILTERS, REPEATED_SORT_COLUMNS, SORT_COLUMNS, TABLES, indexable
from crm_optimized.infrastructure.keyset import Boundary, SortColumn, after
from crm_optimized.infrastructure.rows import COLUMNS

BOUNDARIES = {
    None: None,
    "value": Boundary("", 0, backward=False),
    "null": Boundary(None, 0, backward=False),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement's text depends on; everything else is a parameter: the filters by name, `boundary`,
    `boundary_id`."""

    filters: tuple[str, ...]
    key: SortKey
    descending: bool
    boundary: str | None
    """None, "value" or "null": which kind of boundary the page starts after."""
    limit: int
    """A literal, because a parameter would cost a plan for every page: PostgreSQL keeps a plan only if it does not look
    dearer than those made for the parameters at hand, and for a limit that it does not know it expects a tenth of the
    table. 688 µs of its CPU for the first page were planning, and 120 are left."""

    def segments(self, sort: SortColumn) -> tuple[str, ...]:
        return after(sort, BOUNDARIES[self.boundary], descending=self.descending)


@lru_cache(maxsize=4096)
def walk(shape: Shape, window: int) -> bytes:
    """Through at most `window` rows of the ordering; without filters, through the page's own."""
    sort = SORT_COLUMNS[shape.key]
    filters = [FILTERS[name] for name in shape.filters]
    # A range over the sort column bounds the walk itself; the other filters are checked on the rows it meets.
    bounds = [filter_.condition for filter_ in filters if filter_.column == sort.column]
    others = [filter_ for filter_ in filters if filter_.column != sort.column]
    order = sort.order_by(descending=shape.descending)
    limit = window if others else shape.limit
    segments = [
        f"(SELECT * FROM {TABLES[sort.table]} {sort.table}"
        f" WHERE {' AND '.join([segment, *bounds])} ORDER BY {order} LIMIT {limit})"
        for segment in shape.segments(sort)
    ]
    rows = segments[0]
    if len(segments) > 1:
        # One window over both segments: a match among the NULLs comes after every row before them, looked at or not.
        rows = f"(SELECT * FROM ({' UNION ALL '.join(segments)}) AS next_rows LIMIT {limit})"
    # The page has the name of its table, so that COLUMNS takes from it what it has, and the rest is joined.
    return f"""
WITH {sort.table} AS (
    SELECT {sort.table}.* FROM {rows} AS {sort.table}{_look_up((filter_.table for filter_ in others), sort.table)}
    {_where(filter_.condition for filter_ in others)} ORDER BY {order} LIMIT {shape.limit}
)
SELECT {COLUMNS}
FROM {sort.table}{_join_all(sort.table)}
ORDER BY {order}""".encode()


@dataclass(frozen=True, slots=True)
class Route:
    """By which indexes the matches are collected."""

    driver: str | None = None
    """The table whose rarest condition is looked up first; None reads all customers."""
    facts: bool = False
    """With the tsquery %(facts)s."""
    indexed: tuple[str, ...] = ()
    """The filters that an index of their own column may serve; all others are only checked."""


@lru_cache(maxsize=4096)
def collection(shape: Shape, route: Route, *, capped: bool) -> bytes:
    """`capped`: of at most %(cap)s matches, whose number is the last column."""
    # A sample of everything is a sequential scan that the session's settings do not turn into a walk along some index.
    source = (
        f"{TABLES[route.driver]} {route.driver}" if route.driver else "customers_customer c TABLESAMPLE SYSTEM (100)"
    )
    driver = route.driver or "c"
    sort = REPEATED_SORT_COLUMNS.get((driver, shape.key)) or SORT_COLUMNS[shape.key]
    filters = [indexable(name) if name in route.indexed else FILTERS[name] for name in shape.filters]
    # IS TRUE keeps a condition out of every index, such as that of trigrams, which would be read whole for one letter.
    conditions = [
        filter_.condition if name in route.indexed else f"({filter_.condition}) IS TRUE"
        for name, filter_ in zip(shape.filters, filters, strict=True)
    ]
    tables = {driver, *(filter_.table for filter_ in filters)}
    if route.facts:
        conditions.append("c.search_vector @@ %(facts)s::tsquery")
        tables.add("c")
    if shape.boundary:
        conditions.append(f"({' OR '.join(f'({segment})' for segment in shape.segments(sort))})")
        tables.add(sort.table)
    sort_key = sort.column
    if sort.table not in tables:  # then of the matches only
        sort_key = (
            f"(SELECT {sort.column} FROM {TABLES[sort.table]} {sort.table} WHERE {_id(sort.table)} = {_id(driver)})"
        )
    direction = "DESC" if shape.descending else "ASC"
    # LIMIT and OFFSET keep the planner from collecting the matches along the ordering's index instead of their own.
    # All matches are not kept to be counted, which would double the time.
    return f"""
WITH hits AS (
    SELECT {_id(driver)} AS id, {sort_key} AS sort_key
    FROM {source}{_look_up(tables, driver)}
    {_where(conditions)} {"LIMIT %(cap)s" if capped else "OFFSET 0"}
), page AS (
    SELECT * FROM hits ORDER BY sort_key {direction}, id {direction} LIMIT {shape.limit}
)
SELECT {COLUMNS}{", (SELECT count(*) FROM hits)" if capped else ""}
FROM page JOIN customers_customer c ON c.id = page.id{_join_all("c")}
ORDER BY page.sort_key {direction}, page.id {direction}""".encode()


def _id(table: str) -> str:
    return "c.id" if table == "c" else f"{table}.customer_id"


def _join_all(to: str) -> str:
    return "".join(
        f" {'LEFT ' if table == 'a' else ''}JOIN {TABLES[table]} {table} ON {_id(table)} = {_id(to)}"
        for table in "cra"
        if table != to
    )


def _look_up(tables: Iterable[str], driver: str) -> str:
    """Joins that go row by row from the driver and no other way: the planner, which knows no frequency of a LIKE, would
    read all addresses and look for theirs among the rows. OFFSET keeps it out."""
    return "".join(
        f" {'LEFT ' if table == 'a' else ''}JOIN LATERAL"
        f" (SELECT * FROM {TABLES[table]} {table} WHERE {_id(table)} = {_id(driver)} OFFSET 0) AS {table} ON TRUE"
        for table in sorted({*tables} - {driver}, reverse=True)
    )


def _where(conditions: Iterable[str]) -> str:
    joined = " AND ".join(conditions)
    return f"WHERE {joined}" if joined else ""


DETAIL = f"SELECT {COLUMNS} FROM customers_customer c{_join_all('c')} WHERE c.id = %(id)s".encode()

# Nothing, from everything that reads need: tables, columns and functions must be there, and may be read.
READY = f"""SELECT {COLUMNS}, c.search_vector, r.customer_created,
    (SELECT customers_facts(column_name, value) FROM customers_vocabulary LIMIT 1)
FROM customers_customer c{_join_all("c")} WHERE c.id = 0""".encode()
