"""The core of the search: how the rows of one page are found. It needs no extra.

PostgreSQL's planner cannot know how rare a filter is, and a wrong guess is expensive: for two words that never meet, it
scanned the index of dates for 13.6 s. So a page with filters takes up to four bounded steps, until one has the answer:

1. A short ordered scan reads 2 000 rows in the order of the page. It fills a page of anything common in 1 ms.
2. A capped collection looks the matches up in the indexes of the filters and sorts them. It gives up at 5 000 matches.
3. A long ordered scan reads 30 000 rows: the matches are neither rare nor common.
4. A full collection: the matches are many, and far away in the order of the page.

Of n matches among N customers, a scan fills a page of 21 after 21 N / n rows, and a collection reads n. The better of
both reads at most √(21 N) rows (8 000 of 3 million), unless the matches lie together at the far end of the ordering.

An extra (`extras.py` lists them) improves the plan of the steps 2 to 4. The core knows none of them.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crm_optimized.application.search_customers import CustomerQuery, SortKey
from crm_optimized.infrastructure.rows import COLUMNS
from crm_optimized.infrastructure.search.columns import FILTERS, LEXEMES, SORT_COLUMNS, Column, Condition, Table
from crm_optimized.infrastructure.search.patterns import lookups, required_lexemes

type Parameters = dict[str, object]
# `fetch(sql, parameters, prepare=…)` sends one statement and returns its rows.
type Fetch = Callable[..., Awaitable[list[Any]]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement's text depends on. The rest are parameters: the filters by their names, and `boundary` and
    `boundary_id`, the sort value and the id of the row before the page."""

    filters: tuple[str, ...]
    key: SortKey
    descending: bool
    # Whether the boundary's sort value is a "value" or "null"; None for a first page.
    boundary: str | None
    # Rows. A literal, because for a parameter PostgreSQL plans each page anew: 688 µs of its CPU instead of 120.
    limit: int

    def segments(self, sort: Column) -> tuple[str, ...]:
        """Conditions for the rows after the boundary, in reading order: two where NULLs follow or precede the values,
        because a comparison of rows never reaches NULL."""
        if self.boundary is None:
            return ("TRUE",)
        operator, id_ = "<" if self.descending else ">", sort.table.id
        if self.boundary == "null":
            rest_of_nulls = f"{sort.sql} IS NULL AND {id_} {operator} %(boundary_id)s"
            return (rest_of_nulls, f"{sort.sql} IS NOT NULL") if self.descending else (rest_of_nulls,)
        value = f"%(boundary)s::{sort.type}"
        if sort.unique:
            return (f"{sort.sql} {operator} {value}",)
        rest = f"({sort.sql}, {id_}) {operator} ({value}, %(boundary_id)s)"
        return (rest, f"{sort.sql} IS NULL") if sort.nullable and not self.descending else (rest,)


@lru_cache(maxsize=4096)
def ordered_scan(shape: Shape, window: int) -> bytes:
    """Reads at most `window` rows along the index of the ordering; without filters, those of the page."""
    sort = SORT_COLUMNS[shape.key]
    filters = [FILTERS[name] for name in shape.filters]
    # A range over the sort column bounds the scan itself. The other filters are checked on the rows that it reads.
    bounds = [filter_.sql for filter_ in filters if filter_.column == sort]
    others = [filter_ for filter_ in filters if filter_.column != sort]
    order = sort.order_by(descending=shape.descending)
    limit = window if others else shape.limit
    segments = [
        f"(SELECT * FROM {sort.table.source} WHERE {' AND '.join([segment, *bounds])} ORDER BY {order} LIMIT {limit})"
        for segment in shape.segments(sort)
    ]
    # One window over both segments: a match among the NULLs comes after every row before them, read or not.
    rows = segments[0] if len(segments) == 1 else f"(SELECT * FROM ({' UNION ALL '.join(segments)}) LIMIT {limit})"
    look_up = _look_up((filter_.column.table for filter_ in others), sort.table)
    # The page has the name of its table, so that COLUMNS takes from it what it has. The rest is joined.
    return f"""
WITH {sort.table} AS (
    SELECT {sort.table}.* FROM {rows} AS {sort.table}{look_up}
    WHERE {_all(filter_.sql for filter_ in others)} ORDER BY {order} LIMIT {shape.limit}
)
SELECT {COLUMNS} FROM {sort.table}{join_others(sort.table)} ORDER BY {order}""".encode()


@dataclass(frozen=True, slots=True)
class AccessPath:
    """How a collection finds the matches. The default reads all customers."""

    driver: Table | None = None
    # Conditions of the driver's table that its indexes look up. All filters are checked on the rows that they find.
    lookups: tuple[Condition, ...] = ()
    # The column to sort by, if the driver has a copy of the usual one.
    sort: Column | None = None


@lru_cache(maxsize=4096)
def collection(shape: Shape, path: AccessPath, *, capped: bool) -> bytes:
    """Finds all matches, or at most %(cap)s of them, and sorts them. If `capped`, the last column is their number."""
    driver = path.driver or Table.CUSTOMER
    sort = path.sort or SORT_COLUMNS[shape.key]
    filters = [FILTERS[name] for name in shape.filters]
    # IS TRUE keeps a condition out of every index: the trigrams of one letter would be read from end to end.
    checks = [f"({filter_.sql}) IS TRUE" for filter_ in filters if filter_ not in path.lookups]
    conditions = [*(lookup.sql for lookup in path.lookups), *checks]
    tables = {driver, *(filter_.column.table for filter_ in filters)}
    if shape.boundary:
        conditions.append(f"({' OR '.join(f'({segment})' for segment in shape.segments(sort))})")
        tables.add(sort.table)
    sort_key = sort.sql
    if sort.table not in tables:  # then of the matches only
        sort_key = f"(SELECT {sort.sql} FROM {sort.table.source} WHERE {sort.table.id} = {driver.id})"
    # A sample of everything is a sequential scan that the session's settings leave alone.
    source = driver.source if path.driver else f"{driver.source} TABLESAMPLE SYSTEM (100)"
    direction = "DESC" if shape.descending else "ASC"
    # LIMIT and OFFSET keep the planner from collecting along the index of the ordering. All matches are not counted,
    # because that would double the time.
    return f"""
WITH hits AS (
    SELECT {driver.id} AS id, {sort_key} AS sort_key FROM {source}{_look_up(tables, driver)}
    WHERE {_all(conditions)} {"LIMIT %(cap)s" if capped else "OFFSET 0"}
), page AS (
    SELECT * FROM hits ORDER BY sort_key {direction}, id {direction} LIMIT {shape.limit}
)
SELECT {COLUMNS}{", (SELECT count(*) FROM hits)" if capped else ""}
FROM page JOIN customers_customer AS customer ON customer.id = page.id{join_others(Table.CUSTOMER)}
ORDER BY page.sort_key {direction}, page.id {direction}""".encode()


def _all(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions) or "TRUE"


def join_others(to: Table) -> str:
    return "".join(f" {table.join_type} {table.source} ON {table.id} = {to.id}" for table in Table if table is not to)


def _look_up(tables: Iterable[Table], driver: Table) -> str:
    """Nested-loop joins that start at the driver. The planner cannot estimate LIKE and would read all addresses;
    `OFFSET 0` stops it."""
    row = "LATERAL (SELECT * FROM {0.source} WHERE {0.id} = {1.id} OFFSET 0) AS {0} ON TRUE"
    others = sorted({*tables} - {driver}, reverse=True)
    return "".join(f" {table.join_type} {row.format(table, driver)}" for table in others)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of the steps, in rows. To scan one takes about 0.5 µs, to collect one 2 µs."""

    short_scan: int = 2_000
    cap: int = 5_000
    # A filter with more than 5 000 matches among 3 million customers fills a page of 20 out of 12 600 rows on average.
    long_scan: int = 30_000


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What the steps after the short scan do."""

    # tsqueries that every match satisfies.
    required_lexemes: tuple[str, ...]
    # Conditions that every match satisfies and that an index of their own column can look up.
    lookups: tuple[Condition, ...]
    # Parameters of the lookups that are no filters.
    parameters: Mapping[str, object]
    # Whether a collection by an index probably reads fewer rows than the long scan.
    collect_first: bool
    # Whether the long scan can reach the matches.
    long_scan: bool = True
    # Rows that a collection reads, where that is known.
    expected: float | None = None
    path: AccessPath | None = None

    def access_path(self) -> AccessPath:
        """Without a `path`: the customers' indexes if any can look something up, or else those of the relationships."""
        if self.path:
            return self.path
        indexed = (LEXEMES, *self.lookups) if self.required_lexemes else self.lookups
        for table in (Table.CUSTOMER, Table.RELATIONSHIP):
            if of_table := tuple(condition for condition in indexed if condition.column.table is table):
                return AccessPath(table, of_table)
        return AccessPath()


@dataclass(frozen=True, slots=True)
class Question:
    """What an extra can use."""

    query: CustomerQuery
    parameters: Parameters
    bounds: Bounds
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class Extra:
    # A better plan, or None if there is no match.
    improve: Callable[[SearchPlan, Question], Awaitable[SearchPlan | None]]
    # An SQL expression over what the extra reads: without it, the service is not ready.
    reads: str = "NULL"


class PageSearch:
    """`extras` improve the plan one after the other."""

    def __init__(self, fetch: Fetch, *, extras: Sequence[Extra], bounds: Bounds) -> None:
        self._fetch = fetch
        self._extras = extras
        self._bounds = bounds

    async def rows(self, query: CustomerQuery, shape: Shape, *, parameters: Parameters) -> list[Any]:
        """The page's rows with the columns `COLUMNS` and, if there is one, the row after them."""
        # Prepared: the plan of an ordered scan is the same for every parameter. That of a collection is not.
        rows = await self._fetch(ordered_scan(shape, self._bounds.short_scan), parameters, prepare=True)
        if not shape.filters or len(rows) == shape.limit:
            return rows
        plan = await self._plan(Question(query, parameters, self._bounds, self._fetch), found=len(rows))
        if plan is None:
            return []
        lexemes = " & ".join(f"({lexeme})" for lexeme in plan.required_lexemes)
        parameters = {**parameters, **plan.parameters, "lexemes": lexemes, "cap": self._bounds.cap}
        path = plan.access_path()
        if plan.collect_first and path.driver:
            rows = await self._fetch(collection(shape, path, capped=True), parameters)
            if not rows or rows[0][-1] < self._bounds.cap:
                return [row[:-1] for row in rows]
        if plan.long_scan:
            rows = await self._fetch(ordered_scan(shape, self._bounds.long_scan), parameters, prepare=True)
            if len(rows) == shape.limit:
                return rows
        return await self._fetch(collection(shape, path, capped=False), parameters)

    async def _plan(self, question: Question, *, found: int) -> SearchPlan | None:
        lexemes, indexed = required_lexemes(question.query), lookups(question.query)
        # Two matches in 2 000 rows are 30 in 30 000: the long scan fills the page.
        plan: SearchPlan | None = SearchPlan(lexemes, indexed, {}, collect_first=found < 2)
        for extra in self._extras:
            plan = plan and await extra.improve(plan, question)
        return plan
