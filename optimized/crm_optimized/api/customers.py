"""Queries: plain functions on the event loop. They answer with ready bytes.

ninja documents them and makes their routes. It does not validate their answers, which would take 355 µs for 20 rows:
the tests compare the bytes with the schema instead.
"""

from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from kink import di
from ninja import Router

from crm_optimized.api.list_parameters import customer_query, openapi_parameters, parse_query_string
from crm_optimized.api.problems import Problem
from crm_optimized.api.schemas import CustomerOut, CustomerPageOut
from crm_optimized.application.errors import CustomerNotFound
from crm_optimized.application.search_customers import CustomerSearch

BIGINT_MAX = 2**63 - 1

queries = Router(tags=["customers"])


@queries.get(
    "",
    operation_id="listCustomers",
    response={200: CustomerPageOut, 400: Problem, 503: Problem},
    summary="Search, filter and page through the customers",
    openapi_extra={"parameters": openapi_parameters()},
)
async def list_customers(request: HttpRequest) -> HttpResponse:
    pairs = parse_query_string(request.META["QUERY_STRING"])
    page = await di[CustomerSearch].page(customer_query(pairs))
    base = f"{request.scheme}://{request.get_host()}{request.path}?"
    rest = "".join(f"{urlencode([pair])}&" for pair in pairs if pair[0] != "cursor" and pair[1])

    def link(cursor: str | None) -> bytes:
        return msgspec.json.encode(cursor and f"{base}{rest}cursor={cursor}")

    body = b'{"next":%b,"previous":%b,"results":%b}' % (link(page.next), link(page.previous), page.results)
    return HttpResponse(body, content_type="application/json")


@queries.get(
    "/{int:id}",
    operation_id="getCustomer",
    response={200: CustomerOut, 404: Problem, 503: Problem},
    summary="One customer",
)
async def get_customer(request: HttpRequest, id: int) -> HttpResponse:
    if id > BIGINT_MAX:
        raise CustomerNotFound
    return HttpResponse(await di[CustomerSearch].detail(id), content_type="application/json")
