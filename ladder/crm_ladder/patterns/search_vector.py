"""Search for words by their beginnings: a tsvector column that triggers keep, a GIN index, and a filter backend.

It replaces DRF's `SearchFilter`, which looks for each term in each column of each row, and finds it within words, too.
The first line is for a migration, the others are a view, for `?search=ann+berl`:

    operations = [AddSearchVector("Article", ["title", "section", "author__name", "summary__text"])]
    class ArticleList(ListAPIView):
        queryset, serializer_class = Article.objects.order_by("pk"), ArticleSerializer
        filter_backends = [SearchVectorFilter]

A row matches if each word of the search is the beginning of some word of some field. `words` is the SQL expression that
makes an array of words of the text `$1`; triggers and searches use the same. A field may belong to a related row:
`author__name` by a foreign key, `summary__text` by a reverse one-to-one relation. Triggers see each write, also by
`bulk_create()`, `update()` and raw SQL. The model does not know the column, so no SELECT reads it.

Do not use it for ranking, for stems ("run" for "running"), or for texts of more than some 100 kB: a tsvector has at
most 1 MB. Do not put a field of a related row into it if thousands of rows share it: a change of it writes them all.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.admin.utils import get_fields_from_path
from django.db.migrations.operations.base import Operation
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

# Letters and digits in lower case; all else separates words. Composed, so that é is one letter however it was typed.
WORDS = "regexp_split_to_array(lower(normalize($1, NFC)), '[^[:alnum:]]+')"

# At most 255 characters of a word, because a lexeme has at most 2 046 bytes.
FUNCTIONS = """
CREATE FUNCTION {prefix}_words(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT array(SELECT left(word, 255) FROM unnest({words}) AS word WHERE word <> '')
$function$;
CREATE FUNCTION {prefix}_query(text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT string_agg('''' || word || ''':*', ' & ')::tsquery FROM unnest({prefix}_words($1)) AS word
$function$;
CREATE FUNCTION {prefix}_set_search_vector() RETURNS trigger LANGUAGE plpgsql AS $function$ BEGIN
    NEW.search_vector := array_to_tsvector({prefix}_words(concat_ws(' ', {texts})));
    RETURN NEW;
END $function$"""
# Setting the column fires the trigger above.
RELATED = """
CREATE FUNCTION {prefix}_{relation}_changed() RETURNS trigger LANGUAGE plpgsql AS $function$ BEGIN
    UPDATE {table} SET search_vector = NULL WHERE {column} = OLD.{other_column} OR {column} = NEW.{other_column};
    RETURN NULL;
END $function$;
CREATE TRIGGER {prefix}_search_vector AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {other}
    FOR EACH ROW EXECUTE FUNCTION {prefix}_{relation}_changed()"""
# PostgreSQL guesses a rare word by the rarest of its statistics. Without more of them, it may read the whole ordering.
FILL = """
ALTER TABLE {table} ADD COLUMN search_vector tsvector;
ALTER TABLE {table} ALTER COLUMN search_vector SET STATISTICS 300;
CREATE TRIGGER {prefix}_search_vector BEFORE INSERT OR UPDATE OF {columns} ON {table}
    FOR EACH ROW EXECUTE FUNCTION {prefix}_set_search_vector();
UPDATE {table} SET search_vector = NULL;
CREATE INDEX {prefix}_search ON {table} USING gin (search_vector) WITH (fastupdate = off)"""
UNDO = """
DROP FUNCTION {prefix}_set_search_vector() CASCADE;
DROP FUNCTION {prefix}_query(text);
DROP FUNCTION {prefix}_words(text);
ALTER TABLE {table} DROP COLUMN search_vector"""


class AddSearchVector(Operation):
    """`fields` are lookup paths, at most one relation long. The words of all of them make one vector."""

    reduces_to_sql = reversible = True

    def __init__(self, model_name: str, fields: Sequence[str], *, words: str = WORDS) -> None:
        self.model_name = model_name
        self.fields = fields
        self.words = words

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The model does not know of the column."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: PLR0917
        model = to_state.apps.get_model(app_label, self.model_name)
        names, sources = names_of(model), [Source.of(model, path) for path in self.fields]
        watched = ", ".join(dict.fromkeys([source.watched for source in sources if source.watched] + ["search_vector"]))
        texts = ", ".join(source.text for source in sources)
        schema_editor.execute(FUNCTIONS.format(**names, words=self.words, texts=texts), None)
        for relation in dict.fromkeys(source.relation for source in sources if source.relation):
            read = {relation.other_column, *(each.read for each in sources if each.relation == relation)}
            schema_editor.execute(RELATED.format(**names, **relation._asdict(), columns=", ".join(sorted(read))), None)
        schema_editor.execute(FILL.format(**names, columns=watched), None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: PLR0917
        model = from_state.apps.get_model(app_label, self.model_name)
        names, relations = names_of(model), [Source.of(model, path).relation for path in self.fields]
        for relation in dict.fromkeys(filter(None, relations)):
            schema_editor.execute(f"DROP FUNCTION {names['prefix']}_{relation.relation}_changed() CASCADE", None)
        schema_editor.execute(UNDO.format(**names), None)

    def describe(self) -> str:
        return f"Add a search vector to {self.model_name}"


class Relation(NamedTuple):
    relation: str
    column: str  # of the searched table, equal to `other_column` of the table `other`
    other: str
    other_column: str


class Source(NamedTuple):
    """Where the text of a field comes from, for the trigger of a row: SQL, and the columns that change it."""

    text: str
    watched: str
    read: str
    relation: Relation | None

    @classmethod
    def of(cls, model: type[Model], path: str) -> "Source":
        *relations, field = list[Any](get_fields_from_path(model, path))
        read = f'"{field.column}"'
        if not relations:
            return cls(f"NEW.{read}", watched=read, read=read, relation=None)
        (by,) = relations
        own, others = (by, by.target_field) if by.concrete else (by.field.target_field, by.field)
        relation = Relation(by.name, f'"{own.column}"', names_of(by.related_model)["table"], f'"{others.column}"')
        text = f"(SELECT {read} FROM {relation.other} WHERE {relation.other_column} = NEW.{relation.column})"
        return cls(text, watched=relation.column if by.concrete else "", read=read, relation=relation)


def names_of(model: type[Model]) -> dict[str, str]:
    return {"table": f'"{model._meta.db_table}"', "prefix": re.sub(r"\W", "_", model._meta.db_table)[:40]}


def search[Row: Model](queryset: QuerySet[Row], text: str) -> QuerySet[Row]:
    """The rows that match. A text without words is no search. PostgreSQL computes the query once, when it plans."""
    names, wanted = names_of(queryset.model), text.replace("\0", " ")
    condition = "{table}.search_vector @@ {prefix}_query(%s) OR {prefix}_query(%s) IS NULL".format(**names)
    return queryset.filter(RawSQL(condition, [wanted, wanted], output_field=BooleanField()))


class SearchVectorFilter(BaseFilterBackend):
    search_param = "search"

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> QuerySet[Any]:  # noqa: PLR0917
        return search(queryset, request.query_params.get(self.search_param, ""))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [{"name": self.search_param, "required": False, "in": "query", "schema": {"type": "string"}}]
