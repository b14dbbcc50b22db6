"""The answers that the contract requires of a walk through a list."""

from collections.abc import Sequence
from typing import Protocol

from crm_contract.comparison.canonical import canonical
from crm_contract.comparison.contender import Moves
from crm_contract.oracle.customers import Customer, as_json, encode
from crm_contract.oracle.lists import Oracle
from crm_contract.oracle.parameters import Pairs, Query, parse_query


class Judge(Protocol):
    def walk(self, pairs: Pairs, moves: Moves) -> list[bytes] | None:
        """Return the canonical pages, or None if this judge does not know."""


class OracleJudge:
    """Knows the answer to every walk over rows in memory."""

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def walk(self, pairs: Pairs, moves: Moves) -> list[bytes]:
        query = parse_query(pairs)
        if isinstance(query, dict):
            return [refusal(query)]
        return pages(self._oracle.select(query), query, moves=moves)


def refusal(errors: dict[str, str]) -> bytes:
    """Return the canonical 400 that names these fields."""
    fields = [{"field": name} for name in sorted(errors)]
    return canonical(400, encode({"errors": fields}))


def pages(rows: Sequence[Customer], query: Query, *, moves: Moves) -> list[bytes]:
    """Return the canonical pages of a list of these rows. There must be one row more than the moves can reach."""
    found = [_page(rows, query, start=0)]
    at = 0
    for move in moves:
        step = query.page_size if move == "next" else -query.page_size
        if 0 <= at + step < len(rows):
            at += step
            found.append(_page(rows, query, start=at))
    return found


def _page(rows: Sequence[Customer], query: Query, *, start: int) -> bytes:
    end = start + query.page_size
    page = {
        "next": "there" if end < len(rows) else None,
        "previous": "there" if start else None,
        "results": [as_json(row) for row in rows[start:end]],
    }
    return canonical(200, encode(page))
