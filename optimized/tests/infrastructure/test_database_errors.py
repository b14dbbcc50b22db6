"""The errors of a database that cannot serve, and of a statement that is wrong."""

import django.db
import psycopg
import pytest
from crm_optimized.infrastructure.database_errors import is_unavailable
from psycopg import errors


def of_django(cause: Exception) -> django.db.Error:
    error = django.db.ProgrammingError()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError(),
        errors.UndefinedTable(),
        django.db.InterfaceError(),
        of_django(errors.InsufficientPrivilege()),
    ],
    ids=repr,
)
def test_a_database_that_cannot_serve_is_unavailable(error: Exception) -> None:
    assert is_unavailable(error)


@pytest.mark.parametrize(
    "error", [None, errors.SyntaxError(), errors.UniqueViolation(), of_django(errors.SyntaxError()), ValueError()]
)
def test_any_other_error_is_not(error: Exception | None) -> None:
    assert not is_unavailable(error)
