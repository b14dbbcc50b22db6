"""The related rows of a page by one statement a table, instead of two statements a row: 42 statements become 4."""

from typing import Any

from crm_naive.customers.models import Customer
from django.db.models import QuerySet


class Mixin:
    def get_queryset(self: Any) -> QuerySet[Customer]:
        queryset: QuerySet[Customer] = super().get_queryset()  # type: ignore[misc]
        return queryset.prefetch_related("address", "relationship") if self.action == "list" else queryset
