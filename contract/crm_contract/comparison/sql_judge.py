"""The contract as one plain SQL statement a query: slow, and an oracle for tables that do not fit into memory."""

from collections.abc import Iterator

import psycopg
from psycopg import sql

from crm_contract.comparison.contender import Moves
from crm_contract.comparison.judge import pages, refusal
from crm_contract.comparison.sampled_rows import SELECT_CUSTOMERS, customer
from crm_contract.oracle.matching import SEARCHED
from crm_contract.oracle.parameters import Pairs, Query, parse_query
from crm_contract.oracle.word_characters import LETTERS, MARKS

_ADDRESS = ("street", "street_number", "city_code", "city", "country")
_RELATIONSHIP = ("points", "last_activity")

# Marks before a word follow no letter.
_WORD_BEGINS = f"(^|[^{LETTERS}{MARKS}0-9]|[0-9][{MARKS}])[{MARKS}]*"


class SqlJudge:
    """Gives no judgement where PostgreSQL needs longer than the patience. The connection must be in autocommit."""

    def __init__(self, connection: psycopg.Connection, *, patience_s: float) -> None:
        self._connection = connection
        self._connection.execute(f"SET statement_timeout = {int(patience_s * 1000)}")
        self.unjudged = 0

    def walk(self, pairs: Pairs, moves: Moves) -> list[bytes] | None:
        query = parse_query(pairs)
        if isinstance(query, dict):
            return [refusal(query)]
        limit = (1 + list(moves).count("next")) * query.page_size + 1
        statement, values = select(query, limit)
        try:
            rows = self._connection.execute(statement, values).fetchall()
        except psycopg.errors.QueryCanceled:
            self.unjudged += 1
            return None
        return pages([customer(row) for row in rows], query, moves)


def select(query: Query, limit: int) -> tuple[sql.Composed, list[object]]:
    conditions = list(_conditions(query))
    where = sql.SQL(" AND ").join(condition for condition, _ in conditions) if conditions else sql.SQL("true")
    direction = sql.SQL("DESC" if query.descending else "ASC")
    statement = sql.SQL("{} WHERE {} ORDER BY {} {}, c.id {} LIMIT {}").format(
        sql.SQL(SELECT_CUSTOMERS), where, _column(query.column), direction, direction, sql.Literal(limit)
    )
    return statement, [value for _, value in conditions]


def _conditions(query: Query) -> Iterator[tuple[sql.Composed, object]]:
    for name, part in query.contains.items():
        yield sql.SQL("strpos(upper({}), upper(%s)) > 0").format(_column(name)), part
    if query.gender:
        yield sql.SQL("{} = %s").format(_column("gender")), query.gender
    if query.has_address is not None:
        yield sql.SQL("(a.customer_id IS NOT NULL) = {}").format(sql.SQL("%s")), query.has_address
    for column, bound in query.at_least.items():
        yield sql.SQL("{} >= %s").format(_column(column)), bound
    for column, bound in query.at_most.items():
        yield sql.SQL("{} <= %s").format(_column(column)), bound
    searched = sql.SQL(", ").join(map(_column, SEARCHED))
    for term in query.terms:
        yield sql.SQL("lower(concat_ws(' ', {})) ~ %s").format(searched), _WORD_BEGINS + term


def _column(name: str) -> sql.Composed:
    table = "a" if name in _ADDRESS else "r" if name in _RELATIONSHIP else "c"
    return sql.SQL("{}.{}").format(sql.Identifier(table), sql.Identifier(name))
