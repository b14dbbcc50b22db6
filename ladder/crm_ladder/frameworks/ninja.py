"""Reads under django-ninja: the same filters, statements, indexes and cache as `tuned`, on the same gunicorn.

What changes is the way from a request to these, and back. Writes and the specification stay with DRF. One customer is
read by one statement instead of three.
"""

import json
from collections.abc import Callable
from functools import update_wrapper
from hashlib import blake2b
from typing import Any

from crm_naive.customers.models import Customer
from crm_naive.customers.serializers import CustomerSerializer
from crm_naive.problems import exception_handler, problem
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from rest_framework.exceptions import ValidationError

from crm_ladder.patterns.ordering_indexes import order_by_one_table
from crm_ladder.patterns.plain_rows import plan_of
from crm_ladder.rungs.keyset import CursorParameters, CustomerKeyset
from crm_ladder.rungs.search_vector import VectorFilters
from crm_ladder.rungs.tuned import customers

READS = ["GET", "HEAD"]

api = NinjaAPI(docs_url=None, openapi_url=None)


@api.api_operation(READS, "/customers", url_name="customer-list")
def list_customers(request: HttpRequest) -> HttpResponse:
    key = f"page:{blake2b(request.build_absolute_uri().encode(), digest_size=16).hexdigest()}"
    token, stored = customers.look_up(key)
    if stored is not None:
        return HttpResponse(stored, content_type="application/json", headers={"X-Cache": "HIT"})
    answer = page_of(request)
    if token:
        customers.store(key, token, answer=answer)
    return HttpResponse(answer, content_type="application/json", headers={"X-Cache": "MISS" if token else "BYPASS"})


@api.api_operation(READS, "/customers/{int:pk}", url_name="customer-detail")
def get_customer(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(CustomerSerializer)
    values = Customer.objects.filter(pk=pk).values(*plan.paths()).first()
    if values is None:
        return problem(404, "There is nothing here.")
    return HttpResponse(to_json(plan.row(values)), content_type="application/json")


@api.exception_handler(Exception)
def answer_error(request: HttpRequest, error: Exception) -> HttpResponse:
    response: HttpResponse | None = exception_handler(error, {})
    if response is None:
        raise error
    return response


def page_of(request: HttpRequest) -> bytes:
    """Raises ValidationError with all that is wrong."""
    filters, page = VectorFilters(request.GET, Customer.objects.all()), CursorParameters(request.GET)
    errors = {**filters.errors, **page.errors}
    for name, given in request.GET.lists():
        if name not in filters.form.fields and name not in page.fields:
            errors[name] = ["There is no such parameter."]
        elif len(given) > 1:
            errors[name] = ["Give this parameter once."]
    if errors:
        raise ValidationError(errors)
    plan, pagination = plan_of(CustomerSerializer), CustomerKeyset()
    setattr(request, "query_params", request.GET)  # noqa: B010  DRF's name for it
    rows = pagination.paginate_queryset(order_by_one_table(filters.qs).values(*plan.paths()), request)  # type: ignore[arg-type]
    results = [plan.row(values) for values in rows or []]
    return to_json({"next": pagination.get_next_link(), "previous": pagination.get_previous_link(), "results": results})


def to_json(answer: Any) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def read_by_ninja(patterns: list[Any]) -> list[URLPattern]:
    """The same addresses of DRF, where GET and HEAD are the operations above with the same name."""
    own: list[Any] = api.urls[0]
    operations = {pattern.name: pattern.callback for pattern in own}
    return [
        URLPattern(each.pattern, by_method(operations[each.name], each.callback), each.default_args, each.name)
        for each in patterns
    ]


def by_method(read: Callable[..., HttpResponse], write: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        return (read if request.method in READS else write)(request, **arguments)

    return update_wrapper(view, write)
