"""The hard queries of `hard_queries.toml`, asked of the service's own search, explained, and compared with plain SQL.

    python -m benchmarks --markdown hard_queries.md     # in the folder optimized/

A query is hard where a planner goes wrong or an index does not help: words that never meet, one letter, ranges at the
far end of the ordering. `DATABASE_URL` names a seeded database that no other program uses at the same time.
"""

import argparse
import asyncio
import importlib
import itertools
import json
import statistics
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import django
import msgspec
import psycopg
from crm_contract.comparison import plain_sql
from crm_optimized.api.list_parameters import customer_query, parse_query_string
from crm_optimized.application.search_customers import CustomerQuery, Ordering, SortKey
from crm_optimized.infrastructure.customer_search import PostgresCustomerSearch, identity
from crm_optimized.infrastructure.keyset import Boundary, CursorSigner
from crm_optimized.infrastructure.read_pool import ReadPool, read_pool
from crm_optimized.infrastructure.search.core import Bounds, Extra
from crm_optimized.infrastructure.search.extras import EXTRAS
from django.conf import settings

FILE = Path(__file__).with_suffix(".toml")
NULLABLE = (SortKey.BIRTHDAY, SortKey.LAST_ACTIVITY)


@dataclass(frozen=True, slots=True)
class HardQuery:
    group: str
    name: str
    query: CustomerQuery
    # Where in the whole ordering the page begins: first, middle, end, or the seam, where the NULLs begin or end.
    start: str = "first"
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What EXPLAIN (ANALYZE, BUFFERS) says of one statement."""

    blocks: int
    # Index entries and rows that a scan gave or threw away.
    rows_read: int
    scans: tuple[str, ...]
    indexes: frozenset[str]
    # Scans of a whole table: sequential ones, and those that read an index from one end to the other.
    whole: tuple[str, ...]


@dataclass(slots=True)
class Outcome:
    hard: HardQuery
    ids: list[int]
    seconds: list[float]
    plans: list[Plan]
    expected: list[int] | None = None

    @property
    def faults(self) -> list[str]:
        found = [f"reads the whole table: {scan}!" for plan in self.plans for scan in plan.whole]
        if self.expected is not None and self.expected != self.ids:
            found.append("differs from plain SQL!")
        return found

    @property
    def median_ms(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p99_ms(self) -> float:
        return sorted(self.seconds)[max(0, -(-len(self.seconds) * 99 // 100) - 1)] * 1000

    @property
    def blocks(self) -> int:
        return sum(plan.blocks for plan in self.plans)

    @property
    def rows_read(self) -> int:
        return sum(plan.rows_read for plan in self.plans)


def hard_query(group: str, name: str, *, text: str) -> HardQuery:
    """`text`: a query string."""
    return HardQuery(group, f"{name}: `{text}`", customer_query(parse_query_string(text)))


def hard_queries() -> Iterator[HardQuery]:
    for group, queries in tomllib.loads(FILE.read_text()).items():
        for name, text in queries.items():
            yield hard_query(group, name, text=text)
    for key, descending in itertools.product(SortKey, (False, True)):
        ordering = Ordering(key, descending)
        query = CustomerQuery(ordering=ordering)
        text = f"`ordering={'-' if descending else ''}{key}`"
        yield HardQuery("orderings", text, query)
        for start, backward in itertools.product(("middle", "end", *(["seam"] * (key in NULLABLE))), (False, True)):
            yield HardQuery(
                "orderings", f"{text} {'before' if backward else 'after'} the {start}", query, start, backward
            )


class RecordingSearch(PostgresCustomerSearch):
    """The service's search, which also writes down what it sends to the database."""

    def __init__(self, pool: ReadPool, signer: CursorSigner, **options: Any) -> None:
        super().__init__(pool, signer, **options)
        self.sent: list[tuple[bytes, dict[str, object]]] = []

    async def _fetch(self, sql: bytes, parameters: dict[str, object], **options: Any) -> list[Any]:
        if not sql.startswith(b"EXPLAIN"):
            self.sent.append((sql, parameters))
        return await super()._fetch(sql, parameters, **options)


@dataclass
class Asker:
    """Asks hard queries of one database. `plain` is a connection of its own, for boundaries and for plain SQL."""

    pool: ReadPool
    plain: psycopg.Connection
    extras: Sequence[Extra] = EXTRAS
    bounds: Bounds = field(default_factory=Bounds)
    boundaries: dict[tuple[SortKey, str, bool], tuple[str | None, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.signer = CursorSigner("hard queries")
        self.search = RecordingSearch(self.pool, self.signer, extras=self.extras, bounds=self.bounds)

    async def ask(self, hard: HardQuery, *, repeats: int, budget_s: float) -> Outcome:
        """The answer, the seconds of each repeat on a warm cache, and how it was found."""
        query, boundary = hard.query, self.boundary(hard)
        if boundary is not None:
            query = replace(query, cursor=self.signer.encode(boundary, identity(query)))
        self.search.sent.clear()
        page = await self.search.page(query)
        sent = list(self.search.sent)
        plans = [await self._explain(*statement) for statement in sent]
        seconds: list[float] = []
        while len(seconds) < repeats and sum(seconds) < budget_s:
            started = time.perf_counter()
            await self.search.page(query)
            seconds.append(time.perf_counter() - started)
        return Outcome(hard, [row["id"] for row in msgspec.json.decode(page.results)], seconds, plans)

    def expected(self, hard: HardQuery) -> list[int]:
        """What the contract's plain SQL statement answers."""
        query, boundary = hard.query, self.boundary(hard)
        backward = boundary is not None and boundary.backward
        after = plain_sql.Boundary(value=boundary.value, id=boundary.id) if boundary and boundary.id else None
        wanted = plain_sql.PlainList(
            filters=query.filters,
            terms=query.terms,
            column=query.ordering.key,
            descending=query.ordering.descending != backward,
            limit=query.page_size,
            after=after,
        )
        found: list[int] = plain_sql.customer_ids(self.plain, wanted)
        return found[::-1] if backward else found

    def boundary(self, hard: HardQuery) -> Boundary | None:
        if hard.start == "first":
            return None
        ordering = hard.query.ordering
        place = (ordering.key, hard.start, ordering.descending)
        if place not in self.boundaries:
            self.boundaries[place] = self._row_at(ordering.key, hard.start, descending=ordering.descending)
        return Boundary(*self.boundaries[place], backward=hard.backward)

    def _row_at(self, key: SortKey, start: str, *, descending: bool) -> tuple[str | None, int]:
        """The middle row of the ordering; the tenth before its end; or the tenth before its NULLs begin or end."""
        column = plain_sql.column(key)
        where, direction = "TRUE", "DESC" if descending else "ASC"
        skipped = "(SELECT count(*) / 2 FROM customers_customer)"
        if start != "middle":
            direction, skipped = "ASC" if descending else "DESC", "10"
        if start == "seam":
            # Ascending, the NULLs come last: the last values. Descending they come first: the last NULLs.
            where = f"{column} IS {'' if descending else 'NOT '}NULL"
        id_ = "r.customer_id" if column[0] == "r" else "c.id"
        table = "customers_relationship r" if column[0] == "r" else "customers_customer c"
        row = self.plain.execute(
            f"SELECT {column}::text, {id_} FROM {table} WHERE {where}"
            f" ORDER BY {column} {direction}, {id_} {direction} OFFSET {skipped} LIMIT 1".encode()
        ).fetchone()
        assert row, "the table is too small"
        return row

    async def _explain(self, sql: bytes, parameters: dict[str, object]) -> Plan:
        async with self.pool.connection() as connection:
            cursor = await connection.execute(b"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, parameters)
            (rows,) = await cursor.fetchall()
        return plan_of(rows[0][0]["Plan"])


def plan_of(root: dict[str, Any]) -> Plan:
    nodes = list(_nodes(root, {}))
    scans = [(node, parent) for node, parent in nodes if "Relation Name" in node or "Index Name" in node]
    read = sum(
        node["Actual Loops"]
        * (node["Actual Rows"] + sum(node.get(f"Rows Removed by {by}", 0) for by in ("Filter", "Index Recheck")))
        for node, _ in scans
    )
    return Plan(
        blocks=root["Shared Hit Blocks"] + root["Shared Read Blocks"],
        rows_read=round(read),
        scans=tuple(_described(node) for node, _ in scans if node["Actual Loops"]),
        indexes=frozenset(node["Index Name"] for node, _ in scans if "Index Name" in node),
        whole=tuple(_described(node) for node, parent in scans if _is_whole(node, parent)),
    )


def _described(node: dict[str, Any]) -> str:
    return f"{node['Node Type']} on {node.get('Index Name') or node['Relation Name']}"


def _is_whole(node: dict[str, Any], parent: dict[str, Any]) -> bool:
    if node["Node Type"] in ("Seq Scan", "Sample Scan"):
        return str(node["Relation Name"]).startswith("customers_")
    bounded = parent.get("Node Type") == "Limit" and "Filter" not in node
    return "Index Name" in node and "Index Cond" not in node and not bounded


def _nodes(node: dict[str, Any], parent: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each node with its parent."""
    yield node, parent
    for child in node.get("Plans", ()):
        yield from _nodes(child, node)


def line(outcome: Outcome) -> str:
    return (
        f"{outcome.median_ms:8.1f} {outcome.p99_ms:8.1f} ms {outcome.blocks:8} blocks {outcome.rows_read:8} rows read"
        f" {len(outcome.plans)} statements  {outcome.hard.name} {' '.join(outcome.faults)}"
    )


def markdown(outcomes: Sequence[Outcome]) -> str:
    columns = ("query", "answers", "median ms", "p99 ms", "blocks", "rows read", "statements", "plan of the last")
    rows = [
        (
            outcome.hard.name,
            len(outcome.ids),
            f"{outcome.median_ms:.1f}",
            f"{outcome.p99_ms:.1f}",
            outcome.blocks,
            outcome.rows_read,
            len(outcome.plans),
            ", ".join(dict.fromkeys(scan.replace(" Scan", "") for scan in outcome.plans[-1].scans)),
        )
        for outcome in outcomes
    ]
    lines = [columns, ("---", *["--:"] * (len(columns) - 2), "---"), *rows]
    return "".join(f"| {' | '.join(map(str, cells))} |\n" for cells in lines)


def chosen_extras(arguments: argparse.Namespace) -> tuple[Extra, ...]:
    if arguments.core:
        return ()
    left_out = [
        importlib.import_module(f"crm_optimized.infrastructure.search.{name}").EXTRA for name in arguments.without
    ]
    return tuple(extra for extra in EXTRAS if extra not in left_out)


async def run(arguments: argparse.Namespace) -> int:
    pool = read_pool(settings.DATABASES["default"], max_size=1)
    outcomes = []
    async with pool:
        assert isinstance(pool.kwargs, dict)
        plain = psycopg.connect(**{**pool.kwargs, "options": ""})
        asker = Asker(pool, plain, extras=chosen_extras(arguments))
        asked = [hard_query("asked", "as asked", text=text) for text in arguments.query]
        for hard in asked or hard_queries():
            if arguments.only in hard.name:
                outcome = await asker.ask(hard, repeats=arguments.repeats, budget_s=arguments.budget_s)
                if arguments.oracle:
                    outcome.expected = asker.expected(hard)
                outcomes.append(outcome)
                print(line(outcome), flush=True)  # noqa: T201
    if not outcomes:
        print(f"No query is called {arguments.only}.", file=sys.stderr)  # noqa: T201
        return 2
    if arguments.markdown:
        arguments.markdown.write_text(markdown(outcomes))
    if arguments.json:
        figures = {
            outcome.hard.name: [outcome.median_ms, outcome.p99_ms, outcome.blocks, outcome.rows_read]
            for outcome in outcomes
        }
        arguments.json.write_text(json.dumps(figures, indent=1))
    return 1 if any(outcome.faults for outcome in outcomes) else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--budget-s", type=float, default=5, help="seconds after which a slow query is not repeated")
    parser.add_argument("--only", default="", help="queries whose name holds this text")
    parser.add_argument("--query", action="append", default=[], help="ask this instead, such as 'search=ann&city=bonn'")
    parser.add_argument("--oracle", action="store_true", help="compare with plain SQL, which takes seconds a query")
    parser.add_argument("--core", action="store_true", help="without any extra of the search")
    parser.add_argument("--without", action="append", default=[], help="without this extra, such as value_dictionary")
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--json", type=Path)
    django.setup()
    return asyncio.run(run(parser.parse_args()))
