"""The errors which mean that the database cannot serve now. Other errors mean that a statement is wrong."""

import django.db
import psycopg
from psycopg import errors

UNAVAILABLE = (
    # The pool gave no connection within a second, or the connection was lost or refused, or the server starts, stops or
    # has too many connections.
    psycopg.OperationalError,
    # The connection is closed already.
    psycopg.InterfaceError,
    # The server is a standby.
    errors.ReadOnlySqlTransaction,
    # The tables do not fit this service: they have older or newer migrations, or access was not granted.
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.UndefinedObject,
    errors.InvalidSchemaName,
    errors.InsufficientPrivilege,
)


def is_unavailable(error: BaseException | None) -> bool:
    """`error` is an error of psycopg, or one of Django that was caused by one."""
    if isinstance(error, django.db.Error):
        return isinstance(error, django.db.OperationalError | django.db.InterfaceError) or is_unavailable(
            error.__cause__
        )
    return isinstance(error, UNAVAILABLE)
