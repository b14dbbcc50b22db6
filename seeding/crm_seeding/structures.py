"""The structures that slow a load down: indexes, primary keys, unique and foreign key constraints, and the row triggers
of the tables that are filled before the customers. A load drops them first and restores them exactly as they were.

A table of the database records the dropped structures until the load is complete. The record is committed together with
the removal. So a load that is killed leaves its record behind, and the next load can empty the tables and restore
everything.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from crm_seeding.tables import Tables

# The table that exists only while a load is unfinished.
RECORD = sql.Identifier("crm_seeding_unfinished_load")


@dataclass(frozen=True, slots=True)
class Structure:
    """Statements; each may be empty. PostgreSQL itself composes them from its catalogue, with its own quoting."""

    # Succeeds even if the structure does not exist, or only half of it.
    drop: str
    # Takes long, but lets other structures of the same table be built at the same time.
    build: str
    # Takes no time. It runs after every `build`.
    attach: str
    # Reads the table. It runs after every `attach`.
    validate: str


# A primary key or unique constraint is built as an index, and the constraint is attached to it. ADD PRIMARY KEY would
# lock the table; this way, workers build all the indexes of a table at once. Slow access methods (GIN) come first.
# A GIN build collects words in a tree that should fit the processor's caches: the words of a million customers take
# 28 s of CPU with 512 MB, 15 s with 64 MB, 12 s with 16 MB, 18 s with 4 MB. In one process it leaves an index that is a
# quarter smaller.
INDEXES = """
SELECT CASE WHEN c.conname IS NULL THEN ''
            ELSE format('ALTER TABLE %%s DROP CONSTRAINT IF EXISTS %%I; ', i.indrelid::regclass, c.conname)
       END || format('DROP INDEX IF EXISTS %%s', i.indexrelid::regclass) AS drop,
       CASE method.amname WHEN 'gin' THEN
           'SET LOCAL maintenance_work_mem = ''16MB''; SET LOCAL max_parallel_maintenance_workers = 0; '
       ELSE '' END
           || pg_get_indexdef(i.indexrelid) AS build,
       concat_ws('; ',
           CASE WHEN c.conname IS NOT NULL THEN
               format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s USING INDEX %%I', i.indrelid::regclass, c.conname,
                      CASE c.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, index.relname)
               || CASE WHEN c.condeferrable THEN ' DEFERRABLE' ELSE '' END
               || CASE WHEN c.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END
           END,
           CASE WHEN obj_description(c.oid, 'pg_constraint') IS NOT NULL THEN
               format('COMMENT ON CONSTRAINT %%I ON %%s IS %%L',
                      c.conname, i.indrelid::regclass, obj_description(c.oid, 'pg_constraint'))
           END,
           CASE WHEN obj_description(i.indexrelid, 'pg_class') IS NOT NULL THEN
               format('COMMENT ON INDEX %%s IS %%L', i.indexrelid::regclass, obj_description(i.indexrelid, 'pg_class'))
           END
       ) AS attach,
       '' AS validate
FROM pg_index i
JOIN pg_class index ON index.oid = i.indexrelid
JOIN pg_am method ON method.oid = index.relam
JOIN pg_attribute first_column ON first_column.attrelid = i.indexrelid AND first_column.attnum = 1
LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')
WHERE i.indrelid = ANY (%(tables)s::regclass[])
  AND c.contype IS DISTINCT FROM 'x'
  AND NOT (
      i.indrelid = ANY (%(of_customers)s::regclass[])
      AND first_column.attname = %(customer_column)s
      AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = %(customers)s::regclass AND NOT t.tgisinternal)
  )
ORDER BY method.amname = 'btree', i.indrelid <> %(customers)s::regclass, index.relname
"""

# A foreign key is added as NOT VALID, which takes no time, and validated later.
FOREIGN_KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT IF EXISTS %%I', c.conrelid::regclass, c.conname) AS drop,
       '' AS build,
       concat_ws('; ',
           format('ALTER TABLE %%s ADD CONSTRAINT %%I ', c.conrelid::regclass, c.conname)
               || pg_get_constraintdef(c.oid)
               || CASE WHEN c.convalidated THEN ' NOT VALID' ELSE '' END,
           CASE WHEN obj_description(c.oid, 'pg_constraint') IS NOT NULL THEN
               format('COMMENT ON CONSTRAINT %%I ON %%s IS %%L',
                      c.conname, c.conrelid::regclass, obj_description(c.oid, 'pg_constraint'))
           END
       ) AS attach,
       CASE WHEN c.convalidated
            THEN format('ALTER TABLE %%s VALIDATE CONSTRAINT %%I', c.conrelid::regclass, c.conname)
            ELSE ''
       END AS validate
FROM pg_constraint c
WHERE c.conrelid = ANY (%(tables)s::regclass[]) AND c.contype = 'f'
ORDER BY c.conrelid::regclass::text, c.conname
"""

# A row trigger of an address carries a change over to its customer, which a load has not written yet. A million calls
# would find no customer, and each would read the whole table, because the customers' primary key is dropped.
# Statement triggers stay, because a load has few statements.
TRIGGERS = """
SELECT format('ALTER TABLE %%s DISABLE TRIGGER %%I', t.tgrelid::regclass, t.tgname) AS drop,
       '' AS build,
       format('ALTER TABLE %%s ENABLE', t.tgrelid::regclass)
           || CASE t.tgenabled WHEN 'A' THEN ' ALWAYS' WHEN 'R' THEN ' REPLICA' ELSE '' END
           || format(' TRIGGER %%I', t.tgname) AS attach,
       '' AS validate
FROM pg_trigger t
WHERE t.tgrelid = ANY (%(of_customers)s::regclass[]) AND t.tgtype & 1 = 1 AND NOT t.tgisinternal AND t.tgenabled <> 'D'
ORDER BY t.tgrelid::regclass::text, t.tgname
"""


def find_structures(connection: psycopg.Connection, tables: Tables) -> list[Structure]:
    """Return the structures that a load drops, in the order in which it drops them.

    If the customers have a trigger of their own, the indexes that lead from a customer to its address and relationship
    stay, because the trigger looks them up.
    """
    parameters = {
        "tables": tables.names(),
        "customers": tables.customers.name,
        "of_customers": tables.of_customers(),
        "customer_column": tables.customer_column,
    }
    with connection.cursor(row_factory=class_row(Structure)) as cursor:
        return [
            structure
            for query in (FOREIGN_KEYS, INDEXES, TRIGGERS)
            for structure in cursor.execute(query, parameters).fetchall()
        ]


def write_record(connection: psycopg.Connection, structures: Sequence[Structure]) -> None:
    connection.execute(
        sql.SQL("CREATE TABLE {} (position int, drop text, build text, attach text, validate text)").format(RECORD)
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, %s, %s)").format(RECORD),
            [(position, *astuple(structure)) for position, structure in enumerate(structures)],
        )


def read_record(connection: psycopg.Connection) -> list[Structure] | None:
    """Return the structures that an unfinished load dropped, or None if there is no such load."""
    if connection.execute("SELECT to_regclass(%s)", [RECORD.as_string()]).fetchone() == (None,):
        return None
    with connection.cursor(row_factory=class_row(Structure)) as cursor:
        return cursor.execute(
            sql.SQL("SELECT drop, build, attach, validate FROM {} ORDER BY position").format(RECORD)
        ).fetchall()


def delete_record(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("DROP TABLE {}").format(RECORD))


def drop(connection: psycopg.Connection, structures: Sequence[Structure]) -> None:
    _run(connection, [structure.drop for structure in structures])


def attach(connection: psycopg.Connection, structures: Sequence[Structure]) -> None:
    """Attach in the reverse of the order in which they were dropped: foreign keys after the primary keys they need."""
    _run(connection, [structure.attach for structure in reversed(structures)])


def rebuild_on_empty_tables(connection: psycopg.Connection, structures: Sequence[Structure]) -> None:
    """Restore everything after a load that ended at any point: drop what it had built already, then build all."""
    drop(connection, structures)
    _run(connection, [structure.build for structure in structures])
    attach(connection, structures)
    _run(connection, [structure.validate for structure in structures])


def _run(connection: psycopg.Connection, statements: Sequence[str]) -> None:
    for statement in filter(None, statements):
        connection.execute(statement.encode())
