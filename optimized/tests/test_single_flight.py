"""Many equal requests that the cache cannot answer."""

import asyncio
from typing import Any

import httpx
import pytest
from crm_optimized.application.cached_answers import CachedAnswers
from crm_optimized.infrastructure.customer_search import PostgresCustomerSearch

REQUESTS = 200


def test_equal_misses_at_once_are_one_query(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived, queries, everybody_is_here = [], [], asyncio.Event()
    get, page = CachedAnswers.get, PostgresCustomerSearch.page

    async def counted(self: Any, key: bytes, compute: Any) -> Any:
        arrived.append(key)
        if len(arrived) == REQUESTS:
            everybody_is_here.set()
        return await get(self, key, compute)

    async def queried(self: Any, query: Any) -> Any:
        queries.append(query)
        await everybody_is_here.wait()
        return await page(self, query)

    monkeypatch.setattr(CachedAnswers, "get", counted)
    monkeypatch.setattr(PostgresCustomerSearch, "page", queried)

    async def ask_all() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=REQUESTS)
        async with httpx.AsyncClient(base_url=api.base_url, limits=limits, timeout=20) as client:
            return await asyncio.gather(*(client.get("/api/v1/customers") for _ in range(REQUESTS)))

    answers = asyncio.run(ask_all())
    assert {answer.status_code for answer in answers} == {200}
    assert len(queries) == 1
