"""PostgreSQL's plans of the recorded statements, as it would make them with the indexes that exist. Nothing is run."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.diagnose.database import Database, grant
from bench.diagnose.literals import Given, with_values
from bench.errors import BenchError, first_line

# With these a plan scans or sorts only where no index could do it.
NO_SCAN_NO_SORT = {"enable_seqscan": "off", "enable_sort": "off"}
# With these a condition that an index could look up is looked up, and no index is walked for its order.
LOOK_UP = {"enable_seqscan": "off", "enable_indexscan": "off", "enable_indexonlyscan": "off"}

LOOKED_UP = ("Index Cond",)
CHECKED = ("Filter", "Join Filter")
# A constant in a condition. Without one, it joins two tables.
CONSTANT = re.compile(r"'|(?<![\w\"$.])\d")

TYPICAL = """
SELECT coalesce((most_common_vals::text::text[])[1], (histogram_bounds::text::text[])[2])
FROM pg_stats WHERE attname = %s ORDER BY tablename = %s DESC LIMIT 1
"""
SIZE = """
SELECT pg_relation_size(c.oid) / current_setting('block_size')::int, greatest(c.reltuples, 0)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s
"""


@dataclass(frozen=True, slots=True)
class Size:
    """Of a table."""

    name: str
    blocks: int
    rows: float


class Plan:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def nodes(self) -> Iterator[Mapping[str, Any]]:
        yield from _nodes(self._root)

    def conditions(self, kinds: Sequence[str]) -> set[str]:
        """Those with a constant."""
        found = (str(node[kind]) for node in self.nodes() for kind in kinds if kind in node)
        return {condition for condition in found if CONSTANT.search(condition)}

    def checks(self) -> Iterator[tuple[str, "Plan"]]:
        """The conditions with a constant that are checked row by row, and the part of the plan that does it. A check of
        rows that a LIMIT has bounded already does not grow with the table, and is left out."""
        limits = sum(node["Node Type"] == "Limit" for node in self.nodes())
        for node, above in _with_limits_above(self._root, 0):
            for condition in (str(node[kind]) for kind in CHECKED if kind in node):
                if CONSTANT.search(condition) and above == limits:
                    yield condition, Plan(node)

    @property
    def rows(self) -> float:
        return float(self._root["Plan Rows"])

    def tables(self) -> set[tuple[str, str]]:
        """Schemas and names."""
        return {(node["Schema"], node["Relation Name"]) for node in self.nodes() if "Relation Name" in node}


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Without subqueries of single values, which have limits of their own."""
    yield node
    for child in _children(node):
        yield from _nodes(child)


def _with_limits_above(node: Mapping[str, Any], above: int) -> Iterator[tuple[Mapping[str, Any], int]]:
    yield node, above
    for child in _children(node):
        yield from _with_limits_above(child, above + (node["Node Type"] == "Limit"))


def _children(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [child for child in node.get("Plans", []) if child.get("Parent Relationship") != "SubPlan"]


class Planner:
    def __init__(self, database: Database) -> None:
        self._database = database
        self.failures: dict[str, str] = {}
        """Statements that could not be planned, and PostgreSQL's reason."""

    def plan(self, text: str, given: Given, *, settings: Mapping[str, str]) -> Plan | None:
        """None if the statement is no query, or a value of it is not known."""
        if not text.lstrip("( \n").upper().startswith(("SELECT", "WITH")):
            return None
        query = with_values(text, given, typical=self._typical)
        if query is None:
            self.failures[text] = "a value is not known"
            return None
        try:
            with self._database.planning(**settings) as connection:
                explained = connection.execute(b"EXPLAIN (FORMAT JSON, VERBOSE) " + query.encode()).fetchone()
        except psycopg.errors.InsufficientPrivilege as error:
            raise BenchError(
                f"{self._database.role} may not plan the service's statements: {first_line(error)}. "
                f"{grant(self._database.role)}"
            ) from None
        except psycopg.Error as error:
            self.failures[text] = type(error).__name__
            return None
        return Plan(explained[0][0]["Plan"]) if explained else None

    def largest_table(self, plan: Plan) -> Size | None:
        sizes = [
            Size(name, int(blocks), float(rows))
            for schema, name in plan.tables()
            for blocks, rows in self._database.rows(SIZE, schema, name)
        ]
        return max(sizes, key=lambda size: size.blocks, default=None)

    def _typical(self, table: str, column: str) -> Any:
        found = self._database.rows(TYPICAL, column, table)
        return found[0][0] if found else None
