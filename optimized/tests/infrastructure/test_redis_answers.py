"""The store of answers on a real cache server."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import redis
from crm_optimized.application.cached_answers import Answer
from crm_optimized.infrastructure.invalidation import GENERATION_KEY
from crm_optimized.infrastructure.redis_answers import LEASE as SERVICE_LEASE
from crm_optimized.infrastructure.redis_answers import RedisAnswers
from crm_optimized.infrastructure.redis_pipe import Lease, RedisPipe

from tests.proxy import Proxy

LEASE = Lease(0.3, begin=("DEL", "begun"), renew=("DEL", "renewed"))


def test_answers_that_are_refused_are_said_once_and_lookups_go_on(
    cache: redis.Redis, server: tuple[str, int, str], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    host, port, _ = server
    # Like a full cache: this user may do everything that the service does, except store.
    cache.execute_command("ACL", "SETUSER", "reader", "reset", "on", ">pw", "~*", "+mget", "+del", "+select")
    cache.set("customers:generation", b"g" * 16)

    async def ask() -> list[bool]:
        pipe = RedisPipe(f"redis://reader:pw@{host}:{port}/0", timeout_s=5, lease=LEASE)
        answers = RedisAnswers(pipe, timeout_s=60)
        found = []
        for _ in range(5):
            generation, _ = await answers.lookup(b"key")
            found.append(generation is not None)
            for key in (b"1", b"2", b"3", b"4"):
                answers.store(key, generation=b"g" * 16, answer=Answer(b"{}", b"f" * 18))
        await answers.lookup(b"key")
        await pipe.aclose()
        return found

    try:
        assert asyncio.run(ask()) == [True] * 5
    finally:
        cache.execute_command("ACL", "DELUSER", "reader")
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["cache stores no answers"]


def test_a_cache_that_is_bypassed_is_a_member_of_readyz_and_two_lines_of_the_log(
    transactional_db: None,
    server: tuple[str, int, str],
    settings: Any,
    serve: Callable[[], httpx.Client],
    caplog: pytest.LogCaptureFixture,
) -> None:
    host, port, user = server
    with Proxy(host, port) as proxy, caplog.at_level(logging.WARNING, "crm_optimized"):
        settings.REDIS_URL = f"redis://{user}@127.0.0.1:{proxy.port}/9"
        api = serve()
        assert api.get("/readyz").json() == {"status": "ok"}
        proxy.refuse()
        proxy.cut()
        for _ in range(20):
            answer = api.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok", "cache": "bypassed"})
        assert api.get("/api/v1/customers").headers["x-cache"] == "BYPASS"
        proxy.listen()
        while api.get("/readyz").json() != {"status": "ok"}:
            pass
        assert api.get("/api/v1/customers").headers["x-cache"] == "MISS"
    said = [record.getMessage() for record in caplog.records if record.name.startswith("crm_optimized")]
    assert [line.partition(":")[0] for line in said] == ["cache bypassed", "cache used again"]


def test_the_cache_forgets_a_generation_that_no_worker_renews(cache: redis.Redis, settings: Any) -> None:
    async def ask() -> None:
        pipe = RedisPipe(settings.REDIS_URL, timeout_s=5, lease=SERVICE_LEASE)
        await RedisAnswers(pipe, timeout_s=60).lookup(b"key")
        # Before the first renewal.
        assert cache.pttl(GENERATION_KEY) > 0
        await asyncio.sleep(2 * SERVICE_LEASE.seconds)
        assert 0 < cache.pttl(GENERATION_KEY) <= SERVICE_LEASE.seconds * 1000
        await pipe.aclose()

    asyncio.run(ask())
    while cache.exists(GENERATION_KEY):
        assert cache.pttl(GENERATION_KEY) != -1
