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


def test_a_wrong_host_is_an_error_for_its_client_alone(api: httpx.Client) -> None:
    """240 at once, of which a third names another host, in one of three ways, as first, last and between."""
    ours = api.base_url.netloc
    wrong = [[b"evil.com"], [b"evil.com", ours], [ours, b"evil.com"]]

    async def ask(number: int) -> tuple[bool, bytes]:
        is_wrong = number % 3 == 0
        hosts = wrong[number // 3 % 3] if is_wrong else [ours]
        head = b"".join(b"Host: %b\r\n" % host for host in hosts)
        reader, writer = await asyncio.open_connection(api.base_url.host, api.base_url.port)
        writer.write(b"GET /api/v1/customers?page_size=7 HTTP/1.1\r\n%bConnection: close\r\n\r\n" % head)
        answer = await reader.read()
        writer.close()
        return is_wrong, answer

    async def ask_all() -> list[tuple[bool, bytes]]:
        return await asyncio.gather(*(ask(number) for number in range(240)))

    for _ in range(2):  # computed, and then out of the cache
        answers = asyncio.run(ask_all())
        assert {answer.split()[1] for is_wrong, answer in answers if is_wrong} == {b"400"}
        assert {answer.split()[1] for is_wrong, answer in answers if not is_wrong} == {b"200"}
        assert not any(b"x-cache" in answer for is_wrong, answer in answers if is_wrong)


@pytest.mark.parametrize("name", ["LOCALHOST", "localhost", "localhost.", "127.0.0.1:80"])
def test_links_name_the_host_that_was_asked_and_no_other(api: httpx.Client, ada: dict[str, Any], name: str) -> None:
    for number in range(2):
        api.post("/api/v1/customers", json=ada | {"customer_id": f"A-{number}"})
    url = "/api/v1/customers?page_size=1"
    api.get(url)
    for scheme in ("http", "https"):
        headers = {"host": name, "x-forwarded-host": "evil.com", "x-forwarded-proto": scheme}
        outcomes = [api.get(url, headers=headers) for _ in range(2)]
        assert [answer.headers["x-cache"] for answer in outcomes] == ["MISS", "HIT"]
        assert {answer.json()["next"].partition("/api/")[0] for answer in outcomes} == {f"{scheme}://{name}"}
