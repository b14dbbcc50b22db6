"""The list with the service's route, and the same behind the service's cache, which a view asks."""

from collections.abc import Awaitable, Callable
from typing import Any

from crm_optimized.api.customers_api import ninja_views
from crm_optimized.api.health import readyz
from crm_optimized.application.cached_answers import Answer, AnswerStore, CachedAnswers
from crm_optimized.infrastructure.redis_answers import LEASE, RedisAnswers
from crm_optimized.infrastructure.redis_pipe import RedisPipe
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from kink import di

ETAG = b'"0123456789abcdef"'

answers = RedisAnswers(
    RedisPipe(settings.REDIS_URL, timeout_s=settings.CACHE_WAIT, lease=LEASE), timeout_s=settings.CACHE_TIMEOUT
)
cached = CachedAnswers(answers)
di[AnswerStore] = answers


async def cached_list(request: HttpRequest) -> HttpResponse:
    async def compute() -> Answer:
        response = await ninja_views["list_customers"](request)
        return Answer(response.content, ETAG)

    answer, outcome = await cached.get(request.get_full_path().encode(), compute)
    return HttpResponse(answer.content, content_type="application/json", headers={"X-Cache": outcome.name})


def measured(view: Callable[..., Awaitable[HttpResponse]]) -> Any:
    async def answer(request: HttpRequest) -> HttpResponse:
        response = await view(request)
        response["Content-Length"] = str(len(response.content))  # without a length the server sends chunks
        return response

    return answer


urlpatterns: list[Any] = [
    path("api/v1/customers", measured(ninja_views["list_customers"])),
    path("cached", measured(cached_list)),
    path("readyz", readyz),
]
