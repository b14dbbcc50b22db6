from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from crm_naive.customers.filters import CustomerFilters, StrictFilterBackend
from crm_naive.customers.models import Customer
from crm_naive.customers.pagination import CustomerPagination
from crm_naive.customers.serializers import CustomerSerializer

# OPTIONS is missing: DRF would answer it with a description of the serializer.
METHODS = ["get", "head", "post", "put", "patch", "delete"]
WITH_BODY = {"create", "update", "partial_update"}
LOCKING = {"update", "partial_update", "destroy"}


class CustomerViewSet(ModelViewSet[Customer]):
    # No select_related: the serializer asks the database for each row, and the comparison is about that cost.
    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer
    filter_backends = (StrictFilterBackend,)
    filterset_class = CustomerFilters
    pagination_class = CustomerPagination
    lookup_value_regex = "[0-9]+"
    http_method_names = METHODS

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in WITH_BODY and not self.get_content_negotiator().select_parser(request, self.get_parsers()):
            # DRF looks for a parser only if the body is not empty, so it would accept an empty body of any type.
            raise UnsupportedMediaType(request.content_type)

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        if "data" in kwargs and self.request.stream is None:
            # DRF reads an empty body as {}, so an empty PATCH would succeed.
            raise ParseError("The body is empty.")
        return super().get_serializer(*args, **kwargs)

    def get_queryset(self) -> QuerySet[Customer]:
        queryset = super().get_queryset()
        # Two writers of one customer take turns. Otherwise both might find no address, and both insert one.
        return queryset.select_for_update() if self.action in LOCKING else queryset

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
