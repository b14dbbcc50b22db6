"""Pages that start after a row: no COUNT and no OFFSET. The parameter `page` becomes `cursor`, and `count` goes."""

from crm_naive.customers.models import Customer
from crm_naive.customers.pagination import MAX_PAGE_SIZE, CustomerPagination, DigitsField
from django import forms
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models import QuerySet

from crm_ladder.patterns.keyset_pagination import KeysetPagination


class CursorParameters(forms.Form):
    cursor = forms.CharField(required=False, strip=False)
    page_size = DigitsField(max_digits=3, minimum=1, maximum=MAX_PAGE_SIZE, required=False)


class CustomerKeyset(KeysetPagination):
    parameters = CursorParameters
    page_size = CustomerPagination.page_size
    page_size_query_param = CustomerPagination.page_size_query_param
    max_page_size = MAX_PAGE_SIZE
    required_relations = ("relationship",)

    def bound_to(self, queryset: QuerySet[Customer]) -> object:
        """The contract binds a cursor to the meaning of the filters, and that is their SQL: `5` and `05` are equal. Not
        to the columns, so that a cursor survives a deployment that reads others."""
        try:
            return queryset.query.get_compiler(queryset.db).compile(queryset.query.where)
        except (EmptyResultSet, FullResultSet) as everything_or_nothing:
            return type(everything_or_nothing).__name__


class Mixin:
    pagination_class = CustomerKeyset
