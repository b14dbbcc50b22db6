"""Trigram indexes for `icontains` filters.

They replace a look at each row: PostgreSQL finds the rows that have all sequences of three letters or digits of the
wanted text, and looks at these alone. A migration builds the indexes, and the filters stay as they are:

    operations = [AddContainsIndexes("Article", ["title", "section"])]

Django compiles `title__icontains` as `UPPER(title::text) LIKE UPPER('%…%')`, so the index is on this expression. An
index on the column serves `contains`, `like` and `regex`, and no `icontains`.

Do not expect help for a text without three letters or digits in a row: PostgreSQL then reads all rows. An OR across two
tables uses no such index either. Each index makes each write slower, and takes more room than a B-tree. The database's
user must be allowed to create the extension pg_trgm, which a database's owner is. Writes wait while a migration builds
an index. For a large table in use, take the statements from `manage.py sqlmigrate`, and run them by hand with
CONCURRENTLY.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.utils import names_digest
from django.db.migrations.operations.base import Operation

# Without fastupdate: no search has to read a list of rows that are not in the index yet.
CREATE = 'CREATE INDEX "{index}" ON "{table}" USING gin (upper("{column}"::text) gin_trgm_ops) WITH (fastupdate = off)'


class AddContainsIndexes(Operation):
    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, fields: Sequence[str]) -> None:
        self.model_name = model_name
        self.fields = fields

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The indexes are in the database alone, so that `makemigrations` does not remove them."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: PLR0917
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for names in self.names(to_state.apps.get_model(app_label, self.model_name)):
            schema_editor.execute(CREATE.format(**names), None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: PLR0917
        """Leaves the extension, which others may use."""
        for names in self.names(from_state.apps.get_model(app_label, self.model_name)):
            schema_editor.execute('DROP INDEX "{index}"'.format(**names), None)

    def describe(self) -> str:
        return f"Add trigram indexes for icontains on {', '.join(self.fields)} of {self.model_name}"

    def names(self, model: Any) -> Iterator[dict[str, str]]:
        table = model._meta.db_table
        for field in self.fields:
            column = model._meta.get_field(field).column
            index = f"{table}_{column}"[:40] + f"_trigrams_{names_digest(table, column, length=8)}"
            yield {"table": table, "column": column, "index": index}
