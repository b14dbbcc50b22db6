"""django-ninja on the tuned rungs: the same filters, statements, indexes and cache, on the same gunicorn.

What changes is the way from a request to these, and back: routes, schemas of bodies, errors and the specification. A
customer is read by one statement instead of three, also after a write.
"""

import json
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

from crm_naive.customers.filters import require_right
from crm_naive.customers.models import Customer
from crm_naive.customers.serializers import CustomerSerializer
from crm_naive.problems import exception_handler, problem
from crm_optimized.api.json_body import StrictJsonParser
from crm_optimized.api.list_parameters import openapi_parameters
from crm_optimized.api.problems import Problem, add_problem_handlers
from crm_optimized.api.schemas import CustomerIn, CustomerOut, CustomerPageOut, CustomerPatch, merge_patch
from crm_optimized.api.specification import SpecifiedAPI
from crm_optimized.api.write_token import may_write
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import Body, Router

from crm_ladder.patterns.ordering_indexes import order_by_one_table
from crm_ladder.patterns.plain_rows import plan_of
from crm_ladder.rungs.keyset import CursorParameters, CustomerKeyset
from crm_ladder.rungs.search_vector import VectorFilters
from crm_ladder.rungs.tuned import customers

LIST, ONE = "", "/{int:id}"
ANY_WRITE = {401: Problem, 503: Problem}
WITH_BODY = {400: Problem, 413: Problem, 415: Problem, **ANY_WRITE}

api = SpecifiedAPI(
    title="Customers API (ninja)",
    version="1",
    description="Customers with their address and relationship: django-ninja on a tuned database.",
    docs_url="/swagger",
    openapi_url="/openapi.json",
    parser=StrictJsonParser(),
)
add_problem_handlers(api)
router = Router(tags=["customers"])


@router.get(
    LIST,
    operation_id="listCustomers",
    url_name="list",
    response={200: CustomerPageOut, 400: Problem, 503: Problem},
    openapi_extra={"parameters": openapi_parameters()},
)
def list_customers(request: HttpRequest) -> HttpResponse:
    key = key_of(request)
    token, stored = customers.look_up(key)
    if stored is not None:
        return HttpResponse(stored, content_type="application/json", headers={"X-Cache": "HIT"})
    answer = page_of(request)
    if token:
        customers.store(key, token, answer=answer)
    return HttpResponse(answer, content_type="application/json", headers={"X-Cache": "MISS" if token else "BYPASS"})


def page_of(request: HttpRequest) -> bytes:
    """Raises ValidationError with all that is wrong."""
    queryset, pagination = asked(request), CustomerKeyset()
    return page_bytes(pagination, pagination.paginate_queryset(queryset, request))  # type: ignore[arg-type]


def key_of(request: HttpRequest) -> str:
    return f"page:{blake2b(request.build_absolute_uri().encode(), digest_size=16).hexdigest()}"


def asked(request: HttpRequest) -> QuerySet[Customer, dict[str, Any]]:
    """Raises ValidationError with all that is wrong."""
    filters = VectorFilters(request.GET, Customer.objects.all())
    require_right(request.GET, filterset=filters, page=CursorParameters(request.GET))
    setattr(request, "query_params", request.GET)  # noqa: B010  DRF's name for it, which the paginator reads
    return order_by_one_table(filters.qs).values(*plan_of(CustomerSerializer).paths())


def page_bytes(pagination: CustomerKeyset, rows: Sequence[Any] | None) -> bytes:
    plan = plan_of(CustomerSerializer)
    results = [plan.row(values) for values in rows or []]
    return to_json({"next": pagination.get_next_link(), "previous": pagination.get_previous_link(), "results": results})


@router.get(
    ONE,
    operation_id="getCustomer",
    url_name="one",
    response={200: CustomerOut, 404: Problem, 503: Problem},
)
def get_customer(request: HttpRequest, id: int) -> HttpResponse:
    return answer(record(id))


@router.post(LIST, operation_id="createCustomer", response={201: CustomerOut, **WITH_BODY})
def create_customer(request: HttpRequest, customer: CustomerIn) -> HttpResponse:
    with transaction.atomic():
        created = record(CustomerSerializer().create(customer.model_dump()).pk)
    response = answer(created, status=201)
    response["Location"] = f"{request.build_absolute_uri(request.path)}/{created['id']}"
    return response


@router.put(ONE, operation_id="replaceCustomer", response={200: CustomerOut, 404: Problem, **WITH_BODY})
@transaction.atomic
def replace_customer(request: HttpRequest, id: int, *, customer: CustomerIn) -> HttpResponse:
    CustomerSerializer().update(locked(id), customer.model_dump())
    return answer(record(id))


@router.patch(ONE, operation_id="changeCustomer", response={200: CustomerOut, 404: Problem, **WITH_BODY})
@transaction.atomic
def change_customer(request: HttpRequest, id: int, *, patch: Body[CustomerPatch]) -> HttpResponse:
    customer = locked(id)
    whole = CustomerIn.model_validate(merge_patch(record(id), patch)).model_dump()  # type: ignore[arg-type]
    CustomerSerializer().update(customer, {name: value for name, value in whole.items() if name in patch})
    return answer(record(id))


@router.delete(ONE, operation_id="deleteCustomer", response={204: None, 404: Problem, **ANY_WRITE})
@transaction.atomic
def delete_customer(request: HttpRequest, id: int) -> HttpResponse:
    locked(id).delete()
    return HttpResponse(status=204)


def locked(id: int) -> Customer:
    """As naive reads it before a write: another writer of this customer waits. Raises Customer.DoesNotExist."""
    return Customer.objects.select_for_update().get(pk=id)


def record(id: int) -> dict[str, Any]:
    """The members of an answer, ready for JSON. Raises Customer.DoesNotExist."""
    plan = plan_of(CustomerSerializer)
    row: Any = plan.row(Customer.objects.values(*plan.paths()).get(pk=id))
    return dict(row)


def answer(members: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return HttpResponse(to_json(members), status=status, content_type="application/json")


def to_json(members: dict[str, Any]) -> bytes:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()


@api.exception_handler(Customer.DoesNotExist)
def no_customer(request: HttpRequest, error: Customer.DoesNotExist) -> HttpResponse:
    return problem(404, "There is no such customer.")


@api.exception_handler(Exception)
def other_error(request: HttpRequest, error: Exception) -> HttpResponse:
    """Errors of filters, cursors, storage and database have the same answers as under DRF."""
    response = exception_handler(error, {})
    if response is None:
        raise error
    return response


def strict(view: Callable[..., HttpResponse], *, methods: list[str]) -> Callable[..., HttpResponse]:
    """Refuses writes without the token, other methods and other media types, and answers HEAD: ninja does not."""

    def answer_request(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if not may_write(request):
            return problem(401, "Writes need the token of this service.")
        if request.method not in methods:
            response = problem(405, "The resource does not support this method.")
            response["Allow"] = ", ".join(methods)
            return response
        if request.method in {"POST", "PUT", "PATCH"} and request.content_type != "application/json":
            return problem(415, "The body must be application/json.")
        if request.method == "HEAD":
            request.method = "GET"
        return view(request, **arguments)

    return answer_request


api.add_router("/v1/customers", router)
ninja_routes: Any = api.urls  # ninja gives them once
views = {route.name: route.callback for route in ninja_routes[0]}
urlpatterns: list[Any] = [
    path("v1/customers", strict(views["list"], methods=["GET", "HEAD", "POST"])),
    path("v1/customers/<int:id>", strict(views["one"], methods=["GET", "HEAD", "PUT", "PATCH", "DELETE"])),
]
if settings.API_DOCS:
    urlpatterns += [
        path("swagger", strict(views["openapi-view"], methods=["GET", "HEAD"])),
        path("openapi.json", strict(views["openapi-json"], methods=["GET", "HEAD"])),
        path("", ninja_routes),  # ninja reverses its own names
    ]
