"""Count and checksum of each table: equal if and only if two services hold the same customers.

The checksum of a row is the first 64 bits of the MD5 of its values in PostgreSQL's binary form. That form depends on no
time zone, date style, locale or machine, and distinguishes NULL from an empty text. The checksum of a table is the sum
over its rows modulo 2^64, so neither the order of rows nor the number of parallel workers matters. Surrogate ids, and
columns that only one service has, do not count.
"""

from dataclasses import dataclass
from hashlib import sha256

import psycopg
from psycopg import sql

from crm_seeding.rows import ADDRESS_FIELDS, CUSTOMER_FIELDS, RELATIONSHIP_FIELDS
from crm_seeding.session import transaction
from crm_seeding.tables import Table, Tables

# The type that a value of a field is cast to; `text` if it is not listed. The binary form names the type, and one
# service may have varchar(32) where another has text.
TYPES = {
    "id": "bigint",
    "customer": "bigint",
    "birthday": "date",
    "created": "timestamptz",
    "last_updated": "timestamptz",
    "points": "bigint",
    "last_activity": "timestamptz",
}

CHECKSUM = sql.SQL("""
SELECT count(*), coalesce(sum(('x' || left(md5(record_send(ROW({values}))), 16))::bit(64)::bigint), 0)
FROM {table}
""")


@dataclass(frozen=True, slots=True)
class TableFingerprint:
    rows: int
    # 16 hexadecimal digits.
    checksum: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    customers: TableFingerprint
    addresses: TableFingerprint
    relationships: TableFingerprint

    def combined(self) -> str:
        """Return one word of 16 hexadecimal digits: equal if and only if every count and checksum is equal."""
        parts = (self.customers, self.addresses, self.relationships)
        return sha256(" ".join(f"{part.rows}:{part.checksum}" for part in parts).encode()).hexdigest()[:16]


def take_fingerprint(connection: psycopg.Connection, tables: Tables) -> Fingerprint:
    """Take the fingerprint of one moment, even while the service writes."""
    with transaction(connection):
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return fingerprint_within(connection, tables)


def fingerprint_within(connection: psycopg.Connection, tables: Tables) -> Fingerprint:
    """Take the fingerprint of the rows that the connection's transaction sees."""
    return Fingerprint(
        customers=_table_fingerprint(connection, tables.customers, fields=CUSTOMER_FIELDS),
        addresses=_table_fingerprint(connection, tables.addresses, fields=ADDRESS_FIELDS),
        relationships=_table_fingerprint(connection, tables.relationships, fields=RELATIONSHIP_FIELDS),
    )


def _table_fingerprint(connection: psycopg.Connection, table: Table, *, fields: tuple[str, ...]) -> TableFingerprint:
    # The columns end with the fields; a surrogate id, if there is one, comes before them.
    values = sql.SQL(", ").join(
        sql.SQL("{}::" + TYPES.get(field, "text")).format(sql.Identifier(column))
        for field, column in zip(fields, table.columns[-len(fields) :], strict=True)
    )
    row = connection.execute(CHECKSUM.format(values=values, table=sql.Identifier(table.name))).fetchone()
    assert row is not None
    rows, total = row
    return TableFingerprint(rows=rows, checksum=f"{int(total) % 2**64:016x}")
