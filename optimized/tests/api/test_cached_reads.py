"""Cached reads over HTTP. contract/ tests the answers that both services must give."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import redis
from crm_optimized.application.cached_answers import CachedAnswers
from crm_optimized.infrastructure.customer_search import PostgresCustomerSearch

from tests.factories import add_customers

LIST = "/api/v1/customers"


def cache_outcomes(api: httpx.Client, *paths: str) -> list[str]:
    return [api.get(path).headers["x-cache"] for path in paths]


def test_an_answer_is_computed_once_then_comes_from_the_cache(api: httpx.Client) -> None:
    assert cache_outcomes(api, LIST, LIST) == ["MISS", "HIT"]
    assert api.get(LIST).content == api.get(LIST).content


def test_the_order_of_parameters_is_no_difference_and_their_values_are(api: httpx.Client) -> None:
    outcomes = cache_outcomes(
        api, f"{LIST}?city=a&gender=male", f"{LIST}?gender=male&city=a", f"{LIST}?gender=male&city=b"
    )
    assert outcomes == ["MISS", "HIT", "MISS"]


def test_every_page_is_cached_for_itself(api: httpx.Client) -> None:
    add_customers(5)
    first = api.get(LIST, params={"page_size": 2})
    second = api.get(first.json()["next"])
    assert second.headers["x-cache"] == "MISS"
    assert second.json()["results"] != first.json()["results"]
    assert api.get(first.json()["next"]).content == second.content


WRITES: dict[str, Callable[[httpx.Client, str, dict[str, Any]], httpx.Response]] = {
    "POST": lambda api, _, ada: api.post(LIST, json=ada | {"customer_id": "other"}),
    "PUT": lambda api, url, ada: api.put(url, json=ada | {"first_name": "Augusta"}),
    "PATCH": lambda api, url, _: api.patch(url, json={"relationship": {"points": 8}}),
    "PATCH address": lambda api, url, _: api.patch(url, json={"address": None}),
    "DELETE": lambda api, url, _: api.delete(url),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_every_write_is_seen_by_the_next_read_of_a_cached_page(
    write: Callable[[httpx.Client, str, dict[str, Any]], httpx.Response], api: httpx.Client, ada: dict[str, Any]
) -> None:
    url = api.post(LIST, json=ada).headers["location"]
    before = api.get(LIST)
    assert api.get(LIST).headers["x-cache"] == "HIT"
    assert write(api, url, ada).is_success
    after = api.get(LIST)
    assert after.headers["x-cache"] == "MISS"
    assert after.json() != before.json()


def test_a_write_that_is_refused_leaves_the_cache_alone(api: httpx.Client, ada: dict[str, Any]) -> None:
    api.post(LIST, json=ada)
    api.get(LIST)
    assert api.post(LIST, json=ada).status_code == 400
    assert api.get(LIST).headers["x-cache"] == "HIT"


def test_what_has_not_changed_is_not_sent_again(api: httpx.Client, ada: dict[str, Any]) -> None:
    etag = api.get(LIST).headers["etag"]
    for condition in (etag, f'"other", {etag}', "*"):
        unchanged = api.get(LIST, headers={"if-none-match": condition})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == etag
    api.post(LIST, json=ada)
    assert api.get(LIST, headers={"if-none-match": etag}).status_code == 200


def test_errors_are_neither_cached_nor_tagged(api: httpx.Client, cache: redis.Redis) -> None:
    for path in (f"{LIST}?page_size=0", f"{LIST}/1", f"{LIST}?cursor=AAAA"):
        refusal = api.get(path)
        assert refusal.status_code in (400, 404)
        assert "etag" not in refusal.headers
    stored: Any = cache.keys()
    assert not [key for key in stored if b"://" in key]


REQUESTS = 200


def test_equal_misses_at_once_are_one_query(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived, queries, all_arrived = [], [], asyncio.Event()
    get, page = CachedAnswers.get, PostgresCustomerSearch.page

    async def counted(self: Any, key: bytes, compute: Any) -> Any:
        arrived.append(key)
        if len(arrived) == REQUESTS:
            all_arrived.set()
        return await get(self, key, compute)

    async def queried(self: Any, query: Any) -> Any:
        queries.append(query)
        await all_arrived.wait()
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
    """Of 240 requests at once, a third names another host in one of three ways: first, last and in between."""
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

    for _ in range(2):  # computed, and then from the cache
        answers = asyncio.run(ask_all())
        assert {answer.split()[1] for is_wrong, answer in answers if is_wrong} == {b"400"}
        assert {answer.split()[1] for is_wrong, answer in answers if not is_wrong} == {b"200"}
        assert not any(b"x-cache" in answer for is_wrong, answer in answers if is_wrong)
