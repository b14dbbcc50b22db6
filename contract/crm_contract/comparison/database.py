"""Put rows into a service's database by plain SQL, and remove them again."""

from collections.abc import Iterable, Sequence

import psycopg
from psycopg import sql

from crm_contract.oracle.customers import Address, Customer

# The beginning of the customer_id of every customer that a comparison creates through a service.
MARK = "parity-"

CUSTOMER_COLUMNS = (
    "id",
    "customer_id",
    "first_name",
    "last_name",
    "gender",
    "phone_number",
    "birthday",
    "created",
    "last_updated",
)
ADDRESS_COLUMNS = ("customer_id", "street", "street_number", "city_code", "city", "country")
RELATIONSHIP_COLUMNS = ("customer_id", "points", "last_activity")
TABLES = ("customers_relationship", "customers_address", "customers_customer")


class ForeignRows(Exception):
    """The database holds customers that no comparison has created."""


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection:
    # In another time zone, Python could not represent some moments of the years 1 and 9999.
    return psycopg.connect(url, options="-c timezone=UTC", autocommit=autocommit)


def load(url: str, customers: Sequence[Customer]) -> None:
    """Replace the rows that an earlier run left. Raise ForeignRows, and change nothing, if there are others."""
    with connect(url) as connection:
        _refuse_foreign_rows(connection, customers)
        _truncate(connection)
        _copy(connection, "customers_customer", columns=CUSTOMER_COLUMNS, rows=map(_customer_row, customers))
        with_address = ((row.id, row.address) for row in customers if row.address)
        addresses = (_address_row(*row) for row in with_address)
        _copy(connection, "customers_address", columns=ADDRESS_COLUMNS, rows=addresses)
        relationships = ((row.id, row.points, row.last_activity) for row in customers)
        _copy(connection, "customers_relationship", columns=RELATIONSHIP_COLUMNS, rows=relationships)
        connection.execute(
            "SELECT setval(pg_get_serial_sequence('customers_customer', 'id'), max(id)) FROM customers_customer"
        )
        for table in TABLES:
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def unload(url: str, customers: Sequence[Customer]) -> None:
    with connect(url) as connection:
        _refuse_foreign_rows(connection, customers)
        _truncate(connection)


def _refuse_foreign_rows(connection: psycopg.Connection, customers: Sequence[Customer]) -> None:
    # Until the end of the transaction, no other session can add a row, which would then be deleted unchecked.
    connection.execute(sql.SQL("LOCK TABLE {}").format(sql.SQL(", ").join(map(sql.Identifier, TABLES))))
    foreign = connection.execute(
        "SELECT count(*) FROM customers_customer WHERE customer_id <> ALL(%s) AND NOT starts_with(customer_id, %s)",
        [[customer.customer_id for customer in customers], MARK],
    ).fetchone()
    if foreign and foreign[0]:
        raise ForeignRows(
            f"The database {connection.info.dbname} holds {foreign[0]} customers. Parity loads rows of its own and "
            "deletes them, so it needs an empty database; to compare what is there, use --sampled."
        )


def _truncate(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, TABLES))))


def _copy(
    connection: psycopg.Connection, table: str, *, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _customer_row(customer: Customer) -> list[object]:
    return [getattr(customer, column) for column in CUSTOMER_COLUMNS]


def _address_row(owner: int, address: Address) -> list[object]:
    return [owner, *(getattr(address, column) for column in ADDRESS_COLUMNS[1:])]
