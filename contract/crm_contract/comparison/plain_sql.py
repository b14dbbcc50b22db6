"""Each list of the contract as one plain SQL statement: slow, and an oracle for tables of any size.

It knows no index and no cache. The tables of both services have the names and columns that it needs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg

from crm_contract.oracle.matching import SEARCHED
from crm_contract.oracle.word_characters import LETTERS, MARKS

_TABLES = {
    **dict.fromkeys(("street", "street_number", "city_code", "city", "country"), "a"),
    **dict.fromkeys(("points", "last_activity"), "r"),
}
_TEXTS = {*SEARCHED, "street_number"}

# A mark at the beginning of a word follows no letter, so it does not belong to the word.
_WORD_BEGINS = f"(^|[^{LETTERS}{MARKS}0-9]|[0-9][{MARKS}])[{MARKS}]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """A row's value of the sort column, and its id."""

    value: object
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainList:
    """`filters` are names of parameters, such as `city` or `points_min`, with the values that they mean."""

    filters: Sequence[tuple[str, object]]
    terms: Sequence[str]
    column: str
    descending: bool
    limit: int
    # If it is set, the list begins after this row.
    after: Boundary | None = None


def customer_ids(connection: psycopg.Connection, wanted: PlainList) -> list[int]:
    """Return the ids of the customers of the list, in its order."""
    text, values = statement("c.id", wanted)
    return [row[0] for row in connection.execute(text.encode(), values)]


def statement(columns: str, wanted: PlainList) -> tuple[str, list[object]]:
    """Return the statement that selects these columns, and its parameters.

    `columns` is SQL. It may name the tables customers_customer as c, customers_address as a, and
    customers_relationship as r.
    """
    conditions: list[str] = ["TRUE"]
    values: list[object] = []
    for condition, parameters in _conditions(wanted):
        conditions.append(condition)
        values += parameters
    direction = "DESC" if wanted.descending else "ASC"
    text = (
        f"SELECT {columns} FROM customers_customer c"
        " LEFT JOIN customers_address a ON a.customer_id = c.id"
        " JOIN customers_relationship r ON r.customer_id = c.id"
        f" WHERE {' AND '.join(conditions)}"
        f" ORDER BY {column(wanted.column)} {direction}, c.id {direction} LIMIT {wanted.limit}"
    )
    return text, values


def column(name: str) -> str:
    """Return the SQL name of a customer's member: `c.first_name`, `a.city`, `r.points`."""
    return f"{_TABLES.get(name, 'c')}.{name}"


def _conditions(wanted: PlainList) -> Iterator[tuple[str, list[object]]]:
    for name, value in wanted.filters:
        if name in _TEXTS:
            yield f"strpos(upper({column(name)}), upper(%s)) > 0", [value]
        elif name == "gender":
            yield "c.gender = %s", [value]
        elif name == "has_address":
            yield "(a.customer_id IS NOT NULL) = %s", [value]
        else:
            ranged, _, end = name.rpartition("_")
            yield f"{column(ranged)} {'>=' if end in ('after', 'min') else '<='} %s", [value]
    searched = ", ".join(map(column, SEARCHED))
    for term in wanted.terms:
        yield f"lower(concat_ws(' ', {searched})) ~ %s", [_WORD_BEGINS + term]
    if wanted.after:
        yield _beyond(wanted.column, descending=wanted.descending), [wanted.after.value, wanted.after.id]


def _beyond(name: str, *, descending: bool) -> str:
    """NULL sorts as the largest value. Only dates and timestamps can be NULL, and they have an infinity."""
    here, there = column(name), "%s"
    if name in ("birthday", "created", "last_updated", "last_activity"):
        kind = "date" if name == "birthday" else "timestamptz"
        here, there = f"coalesce({here}, 'infinity')", f"coalesce(%s, 'infinity')::{kind}"
    return f"({here}, c.id) {'<' if descending else '>'} ({there}, %s)"
