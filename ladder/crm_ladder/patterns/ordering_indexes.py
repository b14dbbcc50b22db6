"""An index for each ordering of a list, with the primary key as its end, so that a page reads its own rows alone.

It replaces a sort of all rows for each page. A migration builds the indexes, and the model stays as it is. The second
line is for an ordering by a column of another table, which no index serves otherwise:

    operations = [AddOrderingIndexes("Article", ["published", "-rating", ("section", "-published")])]
    queryset = order_by_one_table(Article.objects.order_by("readers__count", "pk"))

An ordering is a name, `F("rating").desc(nulls_last=True)` or the like, or several of them. An index serves an ordering
and its reverse, if it names all columns of the ordering and puts NULLs where the ordering puts them.

Do not use `order_by_one_table` where rows without a related row exist: it leaves them out. Do not index an ordering
that few people use: each index makes each write slower. Writes wait while a migration builds an index. For a large
table in use, take the statements from `manage.py sqlmigrate`, and run them by hand with CONCURRENTLY.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Self

from django.db.backends.utils import names_digest
from django.db.migrations.operations.base import Operation
from django.db.models import F, Index, Model, QuerySet
from django.db.models.expressions import OrderBy

type Term = str | OrderBy


class AddOrderingIndexes(Operation):
    """`orderings` of a model, each a term or several; the primary key is added where no term names it."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, orderings: Iterable[Term | Sequence[Term]]) -> None:
        self.model_name = model_name
        self.orderings = list(orderings)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The indexes are in the database alone, so that `makemigrations` does not remove them."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: PLR0917
        model = to_state.apps.get_model(app_label, self.model_name)
        for index in self.indexes(model):
            schema_editor.add_index(model, index)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: PLR0917
        model = from_state.apps.get_model(app_label, self.model_name)
        for index in self.indexes(model):
            schema_editor.remove_index(model, index)

    def describe(self) -> str:
        return f"Add indexes for the orderings of {self.model_name}"

    def indexes(self, model: type[Model]) -> list[Index]:
        """One for each ordering that is not the same as an earlier one, forward or backward."""
        found: dict[tuple[Column, ...], Index] = {}
        for ordering in self.orderings:
            terms = [ordering] if isinstance(ordering, str | OrderBy) else ordering
            columns = tuple(Column.of(term) for term in terms)
            key = model._meta.pk.name
            if key not in {column.name for column in columns}:
                columns += (Column(key, descending=columns[-1].descending, nulls_first=columns[-1].descending),)
            if tuple(column.reverse() for column in columns) not in found:
                table = model._meta.db_table
                name = f"{table}_{columns[0].name}"[:40] + f"_order_{names_digest(table, *map(str, columns), length=8)}"
                found[columns] = Index(*(column.order_by() for column in columns), name=name)
        return list(found.values())


class Column(NamedTuple):
    name: str
    descending: bool
    nulls_first: bool

    @classmethod
    def of(cls, term: Term) -> Self:
        if isinstance(term, str):
            return cls(term.removeprefix("-"), term.startswith("-"), nulls_first=term.startswith("-"))
        # Without a word about NULLs, PostgreSQL puts them first in descending order.
        nulls_first = bool(term.nulls_first or (term.descending and not term.nulls_last))
        return cls(_name(term.expression), term.descending, nulls_first=nulls_first)

    def reverse(self) -> Self:
        return self._replace(descending=not self.descending, nulls_first=not self.nulls_first)

    def order_by(self) -> OrderBy:
        """Names the place of NULLs only where it is not PostgreSQL's own."""
        placed = self.nulls_first != self.descending
        nulls = {"nulls_first" if self.nulls_first else "nulls_last": True} if placed else {}
        return OrderBy(F(self.name), descending=self.descending, **nulls)


def _name(expression: Any) -> str:
    """Of F("name"), or of the column that Django makes of it."""
    name: str = expression.name
    return name


def order_by_one_table[Row: Model](queryset: QuerySet[Row]) -> QuerySet[Row]:
    """Where a reverse one-to-one relation gives the sort columns, and the primary key breaks ties: the same order, with
    the relation's key instead of the primary key, and an INNER JOIN. PostgreSQL then reads an index on both columns,
    such as `AddOrderingIndexes("Readers", [("count", "article_id")])`. Any other queryset is returned as it came.
    """
    *names, tie = [str(name) for name in queryset.query.order_by] or [""]
    relations = {name.removeprefix("-").rpartition("__")[0] for name in names}
    model = queryset.model._meta
    for relation in model.related_objects:
        is_tie = tie.removeprefix("-") in {"pk", model.pk.name}
        if relation.one_to_one and is_tie and relations == {relation.name}:
            sign = "-" if tie.startswith("-") else ""
            key = f"{sign}{relation.name}__{relation.field.attname}"
            return queryset.filter(**{f"{relation.name}__isnull": False}).order_by(*names, key)
    return queryset
