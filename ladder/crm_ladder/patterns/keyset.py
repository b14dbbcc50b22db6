"""Keyset pages of a queryset, without a web framework: a page starts after a row, not after a number of rows.

It replaces OFFSET, which reads all rows before a deep page, and repeats or skips rows while others write.

    keyset = Keyset(Article.objects.order_by("-published"))
    first, more = keyset.page(20)
    second, more = keyset.page(20, after=keyset.boundary(first[-1]))

The ordering may have any number of columns, in either direction, with NULLs and equal values. The primary key is added
unless a column is unique. A page is one statement that descends into an index of these columns, such as
`Index(fields=["published", "id"])`; it is two statements where a page reaches the NULLs.

Do not use it where people must jump to page 17. It needs PostgreSQL, because it relies on the place of NULLs there:
last in ascending order, first in descending order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan


class Keyset:
    def __init__(self, queryset: QuerySet[Any], *, required_relations: Sequence[str] = ()) -> None:
        """`required_relations` are relations in the ordering that each row has, although Django cannot know it: reverse
        one-to-one ones. Their columns then have no NULLs of a missing row."""
        self._queryset = queryset
        self.columns = columns_of(queryset, required_relations)

    def page(self, size: int, *, after: Sequence[Any] | None = None, backward: bool = False) -> tuple[list[Any], bool]:
        """The rows next to the boundary `after`, in the order of the list, and whether more follow in this direction.

        Without a boundary they are the first rows, and backward the last ones.
        """
        columns = [replace(each, descending=each.descending != backward) for each in self.columns]
        ordered = self._queryset.order_by(*(each.order_by for each in columns))
        if selected := self._queryset.query.values_select:
            ordered = ordered.values(*selected, *(each.path for each in columns))
        rows: list[Any] = []
        for segment in [Q()] if after is None else segments(columns, after):
            rows += ordered.filter(segment)[: size + 1 - len(rows)]
            if len(rows) > size:
                break
        page = rows[:size]
        return page[::-1] if backward else page, len(rows) > size

    def boundary(self, row: Any) -> list[Any]:
        """The values of a row's sort columns, ready for JSON."""
        return [each.json_value(row) for each in self.columns]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an ordering; `path` is a lookup path such as `author__name`."""

    path: str
    descending: bool
    nullable: bool
    unique: bool

    @property
    def order_by(self) -> str:
        return f"-{self.path}" if self.descending else self.path

    def json_value(self, row: Any) -> Any:
        """Of a model instance, or of a dictionary that `QuerySet.values()` made."""
        for name in [self.path] if isinstance(row, dict) else self.path.split("__"):
            # A missing one-to-one relation is an AttributeError, and None has no members.
            row = row[name] if isinstance(row, dict) else getattr(row, name, None)
        return row if row is None or isinstance(row, str | int | float) else str(row)


def columns_of(queryset: QuerySet[Any], required_relations: Sequence[str]) -> list[Column]:
    names = list(queryset.query.order_by or queryset.model._meta.ordering)
    if any(not isinstance(name, str) or name == "?" for name in names):
        raise ImproperlyConfigured("A keyset needs an ordering by names of fields.")
    columns: list[Column] = []
    for name in [*names, "-pk" if names and names[-1].startswith("-") else "pk"]:
        path = queryset.model._meta.pk.name if name in {"pk", "-pk"} else name.removeprefix("-")
        fields = get_fields_from_path(queryset.model, path)
        nullable = any(field.null and field.name not in required_relations for field in fields)
        unique = fields[-1].unique and not nullable
        columns.append(Column(path, descending=name.startswith("-"), nullable=nullable, unique=unique))
        if unique:  # No column behind it can matter.
            break
    return columns


def segments(columns: Sequence[Column], boundary: Sequence[Any]) -> Iterator[Q]:
    """Conditions for the rows after the boundary. Each is one range of an index; together, in this order, they are all.

    Neighbouring columns are one row-value comparison if their directions are equal and no NULL is between them.
    """
    end = len(columns)
    while end:
        start = end - 1
        while start and _comparable(columns[start - 1 : start + 1], boundary[start - 1 : start + 1]):
            start -= 1
        # Django makes IS NULL of a comparison with None.
        prefix = Q(*((each.path, value) for each, value in zip(columns[:start], boundary[:start], strict=True)))
        first, values = columns[start], tuple(boundary[start:end])
        if values[0] is not None:
            comparison = TupleLessThan if first.descending else TupleGreaterThan
            yield prefix & Q(comparison(Tuple(*(F(each.path) for each in columns[start:end])), values))
        if first.nullable and first.descending == (values[0] is None):  # the other side of the NULLs
            yield prefix & Q(**{f"{first.path}__isnull": not first.descending})
        end = start


def _comparable(columns: Sequence[Column], values: Sequence[Any]) -> bool:
    nulls_follow = columns[1].nullable and not columns[1].descending  # a row-value comparison would leave them out
    return columns[0].descending == columns[1].descending and None not in values and not nulls_follow
