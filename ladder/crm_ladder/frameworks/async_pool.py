"""psycopg's async pool and SQL by hand instead of the ORM, under Django's own ASGI handler, on the tuned database.

Reads come from the optimized service: its parameters, cursors, rows, pool and cache. Its search does not: here a page
is one plain statement, or two where NULLs begin. Writes and the specification stay DRF's. A write deletes the cache's
generation as in the optimized service, so `LADDER_RUNGS` leaves out `tuned`.
"""

import hashlib
from collections.abc import Awaitable, Callable
from functools import cache, lru_cache, update_wrapper
from typing import Any

from asgiref.sync import sync_to_async
from crm_optimized.api import customers
from crm_optimized.api.problems import problem
from crm_optimized.application.cached_answers import Answer, CachedAnswers
from crm_optimized.application.errors import CustomerNotFound, InvalidFields, StorageUnavailable
from crm_optimized.application.search_customers import CustomerQuery, CustomerSearch
from crm_optimized.infrastructure.customer_search import PostgresCustomerSearch
from crm_optimized.infrastructure.keyset import Boundary, CursorSigner
from crm_optimized.infrastructure.read_pool import ReadPool, read_pool
from crm_optimized.infrastructure.redis_answers import LEASE, RedisAnswers
from crm_optimized.infrastructure.redis_pipe import RedisPipe
from crm_optimized.infrastructure.rows import COLUMNS
from crm_optimized.infrastructure.search.columns import FILTERS, SORT_COLUMNS
from crm_optimized.infrastructure.search.core import Shape, join_others
from crm_optimized.infrastructure.search.patterns import parameters_of
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from kink import di
from rest_framework.routers import SimpleRouter

from crm_ladder.composition import view_set

type Read = Callable[..., Awaitable[HttpResponse]]

READS: dict[str, Any] = {"customer-list": customers.list_customers, "customer-detail": customers.get_customer}
POOL_SIZE = 4
CACHE_WAIT_S = 0.1
CACHE_TIMEOUT_S = 60


class OneStatementSearch(PostgresCustomerSearch):
    async def _rows(self, query: CustomerQuery, boundary: Boundary, *, descending: bool) -> list[Any]:
        """The page's rows and, if there is one, the row after them."""
        parameters = parameters_of(query)
        kind = None if boundary.id is None else "null" if boundary.value is None else "value"
        shape = Shape(tuple(parameters), query.ordering.key, descending, kind, query.page_size + 1)
        parameters |= {"boundary": boundary.value, "boundary_id": boundary.id}
        rows: list[Any] = []
        for segment in shape.segments(SORT_COLUMNS[shape.key]):
            rows += await self._fetch(statement(shape, segment), parameters)
            if len(rows) >= shape.limit:
                break
        return rows[: shape.limit]


@lru_cache(maxsize=4096)
def statement(shape: Shape, segment: str) -> bytes:
    sort = SORT_COLUMNS[shape.key]
    conditions = " AND ".join([*(FILTERS[name].sql for name in shape.filters), segment])
    return f"""
SELECT {COLUMNS} FROM {sort.table.source}{join_others(sort.table)}
WHERE {conditions} ORDER BY {sort.order_by(descending=shape.descending)} LIMIT {shape.limit}""".encode()


class Service:
    """The connections of a worker process. They belong to its event loop."""

    def __init__(self) -> None:
        self.pool: ReadPool = read_pool(settings.DATABASES["default"], max_size=POOL_SIZE)
        di[CustomerSearch] = OneStatementSearch(self.pool, CursorSigner(settings.SECRET_KEY), extras=())
        (url,) = settings.CACHES["default"]["LOCATION"]
        redis = RedisPipe(url, timeout_s=CACHE_WAIT_S, lease=LEASE)
        self.cached = CachedAnswers(RedisAnswers(redis, timeout_s=CACHE_TIMEOUT_S))


# Django's handler knows no start of a worker, so the first read makes it.
service = cache(Service)


async def answer(request: HttpRequest, read: Read, **arguments: Any) -> HttpResponse:
    async def compute() -> Answer:
        content = (await read(request, **arguments)).content
        return Answer(content, b'"%b"' % hashlib.blake2b(content, digest_size=8).hexdigest().encode())

    if service().pool.closed:
        await service().pool.open(wait=False)
    try:
        found, outcome = await service().cached.get(request.build_absolute_uri().encode(), compute)
    except InvalidFields as error:
        return problem(400, "Some fields are not valid.", fields=error.fields)
    except CustomerNotFound:
        return problem(404, "There is no such customer.")
    except StorageUnavailable:
        return problem(503, "The database is not available at the moment.")
    headers = {"X-Cache": outcome.name, "Content-Length": str(len(found.content))}
    return HttpResponse(found.content, content_type="application/json", headers=headers)


def by_method(read: Read, write: Callable[..., HttpResponse]) -> Callable[..., Awaitable[HttpResponse]]:
    """Reads of this file, and all else of DRF, on a thread. DRF's specification sees its own view."""
    on_a_thread = sync_to_async(write, thread_sensitive=True)

    async def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return await on_a_thread(request, **arguments)
        identity = {"id": int(arguments["pk"])} if arguments else {}
        return await answer(request, read, **identity)

    return update_wrapper(view, write)


router = SimpleRouter(trailing_slash=False)
router.register("customers", view_set(settings.LADDER_RUNGS))
routes: list[Any] = router.urls
urlpatterns: list[Any] = [
    URLPattern(each.pattern, by_method(READS[each.name], each.callback), name=each.name) for each in routes
]
