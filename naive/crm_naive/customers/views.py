from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import ModelViewSet

from crm_naive.customers.filters import CustomerFilters, StrictFilterBackend
from crm_naive.customers.models import Customer
from crm_naive.customers.pagination import CustomerPagination
from crm_naive.customers.serializers import CustomerSerializer


class CustomerViewSet(ModelViewSet):
    # No select_related: what the serializer then asks of the database, row by row, is what this service measures.
    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer
    filter_backends = [StrictFilterBackend]
    filterset_class = CustomerFilters
    pagination_class = CustomerPagination
    lookup_value_regex = "[0-9]+"
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in {"POST", "PUT", "PATCH"}:
            # DRF takes an empty body of any type for {}, which would make an empty PATCH a success.
            if self.request.negotiator.select_parser(request, request.parsers) is None:
                raise UnsupportedMediaType(request.content_type)
            if request.stream is None:
                raise ParseError("The body is empty.")

    def get_queryset(self) -> QuerySet[Customer]:
        queryset = super().get_queryset()
        # Two writers of one customer take turns; otherwise both might find no address and both insert one.
        return queryset.select_for_update() if self.action in {"update", "partial_update", "destroy"} else queryset

    def filter_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        # DRF filters the detail routes too; the parameters belong to the list.
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def get_success_headers(self, data: dict[str, Any]) -> dict[str, str]:
        return {"Location": reverse("customer-detail", args=[data["id"]], request=self.request)}

    @transaction.atomic
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    @transaction.atomic
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().update(request, *args, **kwargs)

    @transaction.atomic
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().destroy(request, *args, **kwargs)
