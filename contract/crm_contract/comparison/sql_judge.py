"""A judge for tables that do not fit into memory: it asks PostgreSQL with one plain statement for each query."""

from collections.abc import Iterator

import psycopg

from crm_contract.comparison.contender import Moves
from crm_contract.comparison.judge import pages, refusal
from crm_contract.comparison.plain_sql import PlainList, statement
from crm_contract.comparison.sampled_rows import COLUMNS, customer
from crm_contract.oracle.parameters import LOWER_BOUNDS, UPPER_BOUNDS, Pairs, Query, parse_query


class SqlJudge:
    """Gives no judgement if PostgreSQL needs longer than `patience_s`. The connection must be in autocommit."""

    def __init__(self, connection: psycopg.Connection, *, patience_s: float) -> None:
        self._connection = connection
        self._connection.execute(f"SET statement_timeout = {int(patience_s * 1000)}")
        self.unjudged = 0

    def walk(self, pairs: Pairs, moves: Moves) -> list[bytes] | None:
        query = parse_query(pairs)
        if isinstance(query, dict):
            return [refusal(query)]
        # One row more than the moves can reach shows whether there is a next page.
        limit = (1 + list(moves).count("next")) * query.page_size + 1
        text, values = statement(COLUMNS, plain_list(query, limit=limit))
        try:
            rows = self._connection.execute(text.encode(), values).fetchall()
        except psycopg.errors.QueryCanceled:
            self.unjudged += 1
            return None
        return pages([customer(row) for row in rows], query, moves=moves)


def plain_list(query: Query, *, limit: int) -> PlainList:
    return PlainList(
        filters=list(_filters(query)),
        terms=query.terms,
        column=query.column,
        descending=query.descending,
        limit=limit,
    )


def _filters(query: Query) -> Iterator[tuple[str, object]]:
    yield from query.contains.items()
    if query.gender:
        yield "gender", query.gender
    if query.has_address is not None:
        yield "has_address", query.has_address
    for parameters, bounds in ((LOWER_BOUNDS, query.at_least), (UPPER_BOUNDS, query.at_most)):
        yield from ((name, bounds[column]) for name, column in parameters.items() if column in bounds)
