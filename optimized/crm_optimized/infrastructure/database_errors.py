"""Which errors mean that the database cannot serve now, rather than that a statement of ours is wrong."""

import django.db
import psycopg
from psycopg import errors

UNAVAILABLE = (
    psycopg.OperationalError,  # no connection within the pool's second, or lost, or refused; starting, stopping, full
    psycopg.InterfaceError,  # the connection is closed already
    errors.ReadOnlySqlTransaction,  # a standby
    # Not migrated, migrated further, or not granted: the tables are not those of this service.
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.UndefinedObject,
    errors.InvalidSchemaName,
    errors.InsufficientPrivilege,
)


def is_unavailable(error: BaseException | None) -> bool:
    """Of an error of psycopg, or of Django's around one."""
    if isinstance(error, django.db.Error):
        return isinstance(error, django.db.OperationalError | django.db.InterfaceError) or is_unavailable(
            error.__cause__
        )
    return isinstance(error, UNAVAILABLE)
