"""The contract's lists as one plain statement each, with no index in mind: what is fast must equal it."""

from collections.abc import Iterator

import psycopg
from crm_optimized.application.search_customers import CustomerQuery
from crm_optimized.application.word_characters import LETTERS, MARKS
from crm_optimized.infrastructure.keyset import Boundary

CONTAINS = {
    "first_name": "c", "last_name": "c", "customer_id": "c", "phone_number": "c",
    "street": "a", "street_number": "a", "city_code": "a", "city": "a", "country": "a",
}  # fmt: skip
SEARCHED = "c.first_name, c.last_name, c.customer_id, c.phone_number, a.street, a.city, a.city_code, a.country"
WORD_BEGINS = f"(^|[^{LETTERS}{MARKS}0-9]|[0-9][{MARKS}])[{MARKS}]*"


def ids(connection: psycopg.Connection, query: CustomerQuery, boundary: Boundary | None) -> list[int]:
    """The customers of the page that starts after the boundary, in the order of the answer."""
    backward = boundary is not None and boundary.backward
    direction = "DESC" if query.ordering.descending != backward else "ASC"
    key = column(query.ordering.key)
    conditions, values = ["TRUE"], []
    for condition, value in _conditions(query):
        conditions.append(condition)
        values.append(value)
    if boundary is not None:
        conditions.append(_beyond(key, boundary, descending=direction == "DESC"))
        values += [boundary.value, boundary.id]
    statement = f"""
        SELECT c.id FROM customers_customer c
        JOIN customers_relationship r ON r.customer_id = c.id
        LEFT JOIN customers_address a ON a.customer_id = c.id
        WHERE {" AND ".join(conditions)}
        ORDER BY {key} {direction}, c.id {direction} LIMIT {query.page_size}"""
    found = [row[0] for row in connection.execute(statement.encode(), values)]
    return found[::-1] if backward else found


def column(name: str) -> str:
    return f"r.{name}" if name in ("points", "last_activity") else f"c.{name}"


def _conditions(query: CustomerQuery) -> Iterator[tuple[str, object]]:
    for name, value in query.filters:
        if name in CONTAINS:
            yield f"strpos(upper({CONTAINS[name]}.{name}), upper(%s)) > 0", value
        elif name == "gender":
            yield "c.gender = %s", value
        elif name == "has_address":
            yield "(a.customer_id IS NOT NULL) = %s", value
        else:
            ranged, _, end = name.rpartition("_")
            yield f"{column(ranged)} {'>=' if end in ('after', 'min') else '<='} %s", value
    for term in query.terms:
        yield f"lower(concat_ws(' ', {SEARCHED})) ~ %s", WORD_BEGINS + term


def _beyond(key: str, boundary: Boundary, *, descending: bool) -> str:
    """NULL is greater than every value. Only dates and timestamps can be NULL, and they have an infinity."""
    if key in ("c.birthday", "c.created", "c.last_updated", "r.last_activity"):
        type_ = "date" if key == "c.birthday" else "timestamptz"
        left, right = f"coalesce({key}, 'infinity')", f"coalesce(%s, 'infinity')::{type_}"
    else:
        left, right = key, "%s"
    return f"({left}, c.id) {'<' if descending else '>'} ({right}, %s)"
