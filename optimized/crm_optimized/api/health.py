"""Probes: /livez says that the process runs, /readyz that it can answer.

/readyz needs the database. Without the cache it still answers 200, with a member that says so.
"""

from django.http import HttpRequest, HttpResponse
from kink import di

from crm_optimized.api.problems import problem
from crm_optimized.application.cached_answers import AnswerStore
from crm_optimized.application.errors import StorageUnavailable
from crm_optimized.application.search_customers import CustomerSearch

OK = b'{"status":"ok"}'
WITHOUT_CACHE = b'{"status":"ok","cache":"bypassed"}'


async def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse(OK, content_type="application/json")


async def readyz(request: HttpRequest) -> HttpResponse:
    try:
        await di[CustomerSearch].ping()
    except StorageUnavailable:
        return problem(503, "The database is not available at the moment.")
    generation, _ = await di[AnswerStore].lookup(b"readyz")
    return HttpResponse(OK if generation else WITHOUT_CACHE, content_type="application/json")
