"""A sample of a database's customers, so that queries can ask for values that exist."""

from collections.abc import Sequence
from typing import Any

import psycopg

from crm_contract.oracle.customers import Address, Customer

# Every column that an answer or a filter needs, for a statement of plain_sql.
COLUMNS = (
    "c.id, c.customer_id, c.first_name, c.last_name, c.gender, c.phone_number, c.birthday, c.created, c.last_updated, "
    "a.customer_id IS NOT NULL, a.street, a.street_number, a.city_code, a.city, a.country, r.points, r.last_activity"
)
_BY_ID = f"""
SELECT {COLUMNS}
FROM customers_customer c
LEFT JOIN customers_address a ON a.customer_id = c.id
JOIN customers_relationship r ON r.customer_id = c.id
WHERE c.id = ANY(%s) ORDER BY c.id
"""


def customer(row: Sequence[Any]) -> Customer:
    """Make a customer of a row of COLUMNS."""
    identity, customer_id, first_name, last_name, gender, phone_number, birthday, created, last_updated = row[:9]
    street, street_number, city_code, city, country = row[10:15]
    return Customer(
        id=identity,
        customer_id=customer_id,
        first_name=first_name,
        last_name=last_name,
        gender=gender,
        phone_number=phone_number,
        birthday=birthday,
        created=created,
        last_updated=last_updated,
        address=Address(street=street, street_number=street_number, city_code=city_code, city=city, country=country)
        if row[9]
        else None,
        points=row[15],
        last_activity=row[16],
    )


def sample(connection: psycopg.Connection, count: int, *, seed: int) -> list[Customer]:
    """Return at most `count` customers, evenly over the ids: databases with the same data give the same sample."""
    lowest, highest = connection.execute("SELECT min(id), max(id) FROM customers_customer").fetchone() or (None, None)
    if lowest is None:
        return []
    ids = [lowest + (highest - lowest) * step // count + seed for step in range(count)]
    return [customer(row) for row in connection.execute(_BY_ID.encode(), [ids]).fetchall()]
