"""manage.py apply_structures: give the database the structures of the rungs in LADDER_RUNGS, and no others.

Migrations would be a chain, and a chain cannot leave one rung out. A table of the database names the rungs whose
structures are there.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand
from django.db import connection
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from crm_ladder.composition import RUNGS, structures

APP = "customers"


class Command(BaseCommand):
    help = "Builds the indexes, columns and triggers of the rungs in LADDER_RUNGS, and removes those of other rungs."

    def handle(self, *args: Any, **options: Any) -> None:
        sql("CREATE TABLE IF NOT EXISTS ladder_structures (rung text PRIMARY KEY)")
        present = {rung for (rung,) in sql("SELECT rung FROM ladder_structures")}
        wanted = {rung for rung in settings.LADDER_RUNGS if structures(rung)}
        for rung in [rung for rung in reversed(RUNGS) if rung in present - wanted]:
            run(structures(rung)[::-1], "database_backwards")
            sql("DELETE FROM ladder_structures WHERE rung = %s", [rung])
            self.stdout.write(f"{rung}: removed")
        for rung in [rung for rung in RUNGS if rung in wanted - present]:
            began = perf_counter()
            run(structures(rung), "database_forwards")
            sql("INSERT INTO ladder_structures VALUES (%s)", [rung])
            self.stdout.write(f"{rung}: built in {perf_counter() - began:.1f} s")
        # A new or dropped column has left a dead row for each row, and a contender must not pay for another's.
        full = "FULL, " if "search_vector" in present ^ wanted else ""
        for model in apps.get_app_config(APP).get_models():
            sql(f"VACUUM ({full}ANALYZE) {model._meta.db_table}")


def run(operations: Sequence[Operation], direction: str) -> None:
    state = ProjectState.from_apps(apps)
    with connection.schema_editor(atomic=True) as editor:
        for operation in operations:
            getattr(operation, direction)(APP, editor, state, state)


def sql(statement: str, parameters: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
