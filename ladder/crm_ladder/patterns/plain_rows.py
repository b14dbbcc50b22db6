"""Lists without model instances: `values()` and one function a row in place of nested serializers.

It replaces, on reads of a list alone, the model instances, the serializers, and the statements or prefetches for
related rows. The JSON is the same, because the plan of a row is made of the serializer's own fields:

    class ArticleList(PlainRowsMixin, ListAPIView):
        queryset, serializer_class = Article.objects.order_by("pk"), ArticleSerializer

One statement joins the related rows. A field may have a `source`, be a primary key of a related row, or be a serializer
of a related row. A missing related row is null, also where the serializer would leave the member out or has a default.

Do not use it for a serializer that needs the instance: a `SerializerMethodField`, a list of related rows (`many=True`),
a property of the model or a `to_representation` of its own raises ImproperlyConfigured. Without an index for the
ordering, PostgreSQL joins all rows before it sorts them.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models
from rest_framework import fields, serializers
from rest_framework.request import Request
from rest_framework.response import Response

type Row = dict[str, Any]

# Fields that represent a value of such a column by the value itself.
UNCHANGED: dict[Any, tuple[type[Any], ...]] = {
    fields.CharField.to_representation: (models.CharField, models.TextField),
    fields.IntegerField.to_representation: (models.IntegerField,),
    fields.BooleanField.to_representation: (models.BooleanField,),
    fields.FloatField.to_representation: (models.FloatField,),
}


class PlainRowsMixin:
    """In front of `ListAPIView` or a view set with `ListModelMixin`."""

    def list(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        plan = plan_of(self.get_serializer_class())
        queryset = self.filter_queryset(self.get_queryset()).prefetch_related(None).values(*plan.paths())
        page = self.paginate_queryset(queryset)
        rows = [plan.row(values) for values in (queryset if page is None else page)]
        response: Response = Response(rows) if page is None else self.get_paginated_response(rows)
        return response


class Plan(NamedTuple):
    """How a row of `values()` becomes what the serializer makes of an instance."""

    exists: str
    """The path of a column that is NULL if there is no such row."""
    members: dict[str, "Plan | Member"]

    def paths(self) -> Iterator[str]:
        yield self.exists
        for member in self.members.values():
            yield from member.paths()

    def row(self, values: Row) -> Row | None:
        if values[self.exists] is None:
            return None
        return {name: member.row(values) for name, member in self.members.items()}


class Member(NamedTuple):
    path: str
    represent: Callable[[Any], Any] | None

    def paths(self) -> Iterator[str]:
        yield self.path

    def row(self, values: Row) -> Any:
        value = values[self.path]
        return value if value is None or self.represent is None else self.represent(value)


@cache
def plan_of(serializer_class: type[serializers.ModelSerializer[Any]]) -> Plan:
    serializer = serializer_class()
    return _plan(serializer, serializer.Meta.model, prefix="")


def _plan(serializer: Any, model: type[models.Model], *, prefix: str) -> Plan:
    if type(serializer).to_representation is not serializers.Serializer.to_representation:
        raise ImproperlyConfigured(f"{type(serializer).__name__} has a to_representation of its own, or many=True.")
    members = {
        field.field_name: _member(field, model, prefix=prefix)
        for field in serializer.fields.values()
        if not field.write_only
    }
    return Plan(f"{prefix}pk", members)


def _member(field: Any, model: type[models.Model], *, prefix: str) -> Plan | Member:
    path = f"{prefix}{'__'.join(field.source_attrs)}"
    try:
        column = get_fields_from_path(model, path)[-1]
    except FieldDoesNotExist as error:
        raise ImproperlyConfigured(f"{field.field_name} of {field.parent} is no column.") from error
    if isinstance(field, serializers.BaseSerializer):
        return _plan(field, model, prefix=f"{path}__")
    if type(field) is serializers.PrimaryKeyRelatedField:
        return Member(f"{path}__pk", None)
    if isinstance(field, serializers.RelatedField) or column.is_relation:
        raise ImproperlyConfigured(f"{field.field_name} needs an instance.")
    unchanged = isinstance(column, UNCHANGED.get(type(field).to_representation, ()))
    return Member(path, None if unchanged else field.to_representation)
