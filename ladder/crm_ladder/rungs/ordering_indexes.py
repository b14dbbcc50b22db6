"""An index for each ordering, and orderings that stay within one table.

`customer_id` has its unique index already.
"""

from crm_naive.customers.models import Customer
from django.db.models import QuerySet

from crm_ladder.patterns.ordering_indexes import AddOrderingIndexes, order_by_one_table

STRUCTURES = [
    AddOrderingIndexes("Customer", ["created", "last_updated", "birthday", "first_name", "last_name"]),
    AddOrderingIndexes("Relationship", [("points", "customer_id"), ("last_activity", "customer_id")]),
]


class Mixin:
    def filter_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        return order_by_one_table(super().filter_queryset(queryset))  # type: ignore[misc]
