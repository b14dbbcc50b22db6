"""django-ninja with asynchronous reads, Django's async ORM, and Django's own ASGI handler.

Filters, statements, indexes, cache, errors and specification are those of `ninja.py`. Writes are its synchronous
functions on a thread, because Django has no asynchronous transaction. Django's async ORM is asynchronous in name alone:
`async for` over a queryset is `sync_to_async` around the same fetch, and so is `aget()`. Here the paginator goes to
the thread as it is, which is one change of thread, as `async for` would be. django-redis takes two more.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from crm_naive.customers.models import Customer
from crm_naive.customers.serializers import CustomerSerializer
from crm_optimized.api.problems import add_problem_handlers
from crm_optimized.api.schemas import CustomerOut, CustomerPageOut
from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja_extra import NinjaExtraAPI

from crm_ladder.frameworks import ninja
from crm_ladder.patterns.plain_rows import plan_of
from crm_ladder.rungs.keyset import CustomerKeyset
from crm_ladder.rungs.tuned import customers

READS = ("GET", "HEAD")

reads = NinjaExtraAPI(docs_url=None, openapi_url=None, urls_namespace="reads")
add_problem_handlers(reads)
reads.exception_handler(Customer.DoesNotExist)(ninja.no_customer)
reads.exception_handler(Exception)(ninja.other_error)


@reads.get(ninja.LIST, url_name="list", response=CustomerPageOut)
async def list_customers(request: HttpRequest) -> HttpResponse:
    key = ninja.key_of(request)
    token, stored = await sync_to_async(customers.look_up)(key)
    if stored is not None:
        return HttpResponse(stored, content_type="application/json", headers={"X-Cache": "HIT"})
    answer = await page_of(request)
    if token:
        await sync_to_async(customers.store)(key, token, answer=answer)
    return HttpResponse(answer, content_type="application/json", headers={"X-Cache": "MISS" if token else "BYPASS"})


async def page_of(request: HttpRequest) -> bytes:
    """Raises ValidationError with all that is wrong."""
    queryset, pagination = ninja.asked(request), CustomerKeyset()
    rows = await sync_to_async(pagination.paginate_queryset)(queryset, request)  # type: ignore[arg-type]
    return ninja.page_bytes(pagination, rows)


@reads.get(ninja.ONE, url_name="one", response=CustomerOut)
async def get_customer(request: HttpRequest, id: int) -> HttpResponse:
    plan = plan_of(CustomerSerializer)
    row: Any = plan.row(await Customer.objects.values(*plan.paths()).aget(pk=id))
    return ninja.answer(dict(row))


def by_method(read: Callable[..., Awaitable[HttpResponse]], other: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """Of reads the first one, and of all other methods the second one, on a thread."""
    on_a_thread = sync_to_async(other)

    async def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if request.method not in READS:
            return await on_a_thread(request, **arguments)
        request.method = "GET"  # ninja does not know HEAD; the server leaves out the body
        return await read(request, **arguments)

    return view


views: dict[Any, Any] = {route.name: route.callback for route in reads.urls[0]}  # type: ignore[union-attr]
list_pattern, one_pattern, *documentation = ninja.urlpatterns
urlpatterns: list[Any] = [
    path("v1/customers", by_method(views["list"], list_pattern.callback)),
    path("v1/customers/<int:id>", by_method(views["one"], one_pattern.callback)),
    *documentation,
]
