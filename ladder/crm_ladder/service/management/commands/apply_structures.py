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

# Its column is filled before other rungs' indexes are built, which go for that time: each row that is written would
# also be written to 16 indexes, and VACUUM FULL builds them anew in any case. With 300 000 customers it takes 37 s in
# all, and 160 s with the indexes there.
FILLED = "search_vector"

# A pattern leaves its extension, which others may use. In this database it is the rung's own.
EXTENSIONS = {"contains_indexes": "pg_trgm"}


class Command(BaseCommand):
    help = "Builds the indexes, columns and triggers of the rungs in LADDER_RUNGS, and removes those of other rungs."

    def handle(self, *args: Any, **options: Any) -> None:
        sql("CREATE TABLE IF NOT EXISTS ladder_structures (rung text PRIMARY KEY)")
        present = {rung for (rung,) in sql("SELECT rung FROM ladder_structures")}
        wanted = {rung for rung in settings.LADDER_RUNGS if structures(rung)}
        filled = FILLED in wanted - present
        for rung in reversed(RUNGS):
            if rung in present and (filled or rung not in wanted):
                self.remove(rung)
        if filled:
            self.build(FILLED)
            vacuum("FULL, ")
        kept = {FILLED} if filled else present & wanted
        for rung in RUNGS:
            if rung in wanted - kept:
                self.build(rung)
        vacuum("FULL, " if FILLED in present - wanted else "")

    def build(self, rung: str) -> None:
        began = perf_counter()
        run(structures(rung), "database_forwards")
        sql("INSERT INTO ladder_structures VALUES (%s)", [rung])
        self.stdout.write(f"{rung}: built in {perf_counter() - began:.1f} s")

    def remove(self, rung: str) -> None:
        run(structures(rung)[::-1], "database_backwards")
        if rung in EXTENSIONS:
            sql(f"DROP EXTENSION {EXTENSIONS[rung]}")
        sql("DELETE FROM ladder_structures WHERE rung = %s", [rung])
        self.stdout.write(f"{rung}: removed")


def vacuum(options: str) -> None:
    """FULL after a column was filled or dropped: dead rows of one rung must not cost another one anything."""
    for model in apps.get_app_config(APP).get_models():
        sql(f"VACUUM ({options}ANALYZE) {model._meta.db_table}")


def run(operations: Sequence[Operation], direction: str) -> None:
    state = ProjectState.from_apps(apps)
    with connection.schema_editor(atomic=True) as editor:
        for operation in operations:
            getattr(operation, direction)(APP, editor, state, state)


def sql(statement: str, parameters: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
