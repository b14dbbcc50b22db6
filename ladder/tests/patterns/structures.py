"""What operations of a migration do to the tests' database, without a migration."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def apply(operations: Sequence[Operation]) -> None:
    _run(operations, "database_forwards")


def reverse(operations: Sequence[Operation]) -> None:
    _run(operations[::-1], "database_backwards")


def _run(operations: Sequence[Operation], direction: str) -> None:
    state = ProjectState.from_apps(apps)
    run_sql("SET CONSTRAINTS ALL IMMEDIATE")  # An index cannot be built while checks of foreign keys are pending.
    with connection.schema_editor() as editor:
        for operation in operations:
            getattr(operation, direction)("articles", editor, state, state)


def index_names() -> list[str]:
    return [name for (name,) in run_sql("SELECT indexname FROM pg_indexes WHERE tablename LIKE 'articles_%'")]


def plan(queryset: Any) -> str:
    """With sequential scans off: the tables are small, so PostgreSQL would take no index."""
    run_sql("SET LOCAL enable_seqscan = off")
    return str(queryset.explain())


def run_sql(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
