"""The pipe against the real server, and against servers that misbehave."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import redis
from crm_optimized.infrastructure.redis_pipe import Lease, RedisPipe, RedisRefused, RedisUnavailable

pytestmark = pytest.mark.servers

LEASE = Lease(0.3, begin=("INCR", "begun"), renew=("INCR", "renewed"))


def run(
    scenario: Callable[[RedisPipe], Awaitable[Any]], url: str, *, timeout_s: float = 0.2, lease: Lease = LEASE
) -> Any:
    async def piped() -> Any:
        pipe = RedisPipe(url, timeout_s=timeout_s, lease=lease)
        try:
            return await scenario(pipe)
        finally:
            await pipe.aclose()

    return asyncio.run(piped())


def test_replies_reach_the_command_that_they_belong_to(cache: redis.Redis, settings: Any) -> None:
    async def many(pipe: RedisPipe) -> list[bytes]:
        await asyncio.gather(*(pipe.execute("SET", f"key-{n}", f"value-{n}") for n in range(500)))
        return await asyncio.gather(*(pipe.execute("GET", f"key-{n}") for n in range(500)))

    assert run(many, settings.REDIS_URL) == [b"value-%d" % n for n in range(500)]
    assert cache.info("clients")["connected_clients"] >= 1


def test_a_worker_has_one_connection(cache: redis.Redis, settings: Any) -> None:
    async def clients(pipe: RedisPipe) -> set[int]:
        return set(await asyncio.gather(*(pipe.execute("CLIENT", "ID") for _ in range(50))))

    assert len(run(clients, settings.REDIS_URL)) == 1


def test_binary_values_come_back_unchanged(cache: redis.Redis, settings: Any) -> None:
    value = bytes(range(256)) * 40 + b"\r\n$5\r\n"

    async def round_trip(pipe: RedisPipe) -> Any:
        await pipe.execute("SET", b"\0key\r\n", value)
        return await pipe.execute("MGET", b"\0key\r\n", "missing")

    assert run(round_trip, settings.REDIS_URL) == [value, None]


def test_an_error_reply_fails_its_command_and_no_other(cache: redis.Redis, settings: Any) -> None:
    async def mixed(pipe: RedisPipe) -> list[Any]:
        commands = (pipe.execute("SET", "a", "1"), pipe.execute("NONSENSE"), pipe.execute("GET", "a"))
        return await asyncio.gather(*commands, return_exceptions=True)

    done, refused, value = run(mixed, settings.REDIS_URL)
    assert (done, value) == (b"OK", b"1")
    assert isinstance(refused, RedisUnavailable)


def test_a_posted_command_is_sent_before_later_ones_and_reports_its_failure(cache: redis.Redis, settings: Any) -> None:
    failures: list[BaseException] = []

    async def posted(pipe: RedisPipe) -> Any:
        pipe.post("SET", "a", "never: there is no connection yet", failed=failures.append)
        await pipe.execute("PING")
        pipe.post("SET", "a", "1", failed=failures.append)
        pipe.post("NONSENSE", failed=failures.append)
        return await pipe.execute("GET", "a")

    assert run(posted, settings.REDIS_URL) == b"1"
    assert [type(failure) for failure in failures] == [RedisRefused]


def test_a_cancelled_command_does_not_take_the_next_ones_reply(cache: redis.Redis, settings: Any) -> None:
    cache.set("a", "1")

    async def cancelled(pipe: RedisPipe) -> Any:
        await pipe.execute("PING")
        gone = asyncio.create_task(pipe.execute("ECHO", "gone"))
        await asyncio.sleep(0)
        gone.cancel()
        return await pipe.execute("GET", "a")

    assert run(cancelled, settings.REDIS_URL) == b"1"


def test_a_lost_connection_fails_what_is_under_way_and_the_next_command_connects(
    cache: redis.Redis, settings: Any
) -> None:
    async def killed(pipe: RedisPipe) -> Any:
        mine = await pipe.execute("CLIENT", "ID")
        waits = asyncio.create_task(pipe.execute("BLPOP", "nothing", 0))
        await asyncio.sleep(0)
        cache.client_kill_filter(_id=mine)
        with pytest.raises(RedisUnavailable):
            await waits
        return await pipe.execute("PING")

    assert run(killed, settings.REDIS_URL, timeout_s=5) == b"PONG"


def test_a_server_that_does_not_answer_costs_one_timeout_for_all(settings: Any) -> None:
    async def stalled(pipe: RedisPipe) -> float:
        begin = asyncio.get_running_loop().time()
        answers = await asyncio.gather(*(pipe.execute("GET", "a") for _ in range(50)), return_exceptions=True)
        assert all(isinstance(answer, RedisUnavailable) for answer in answers)
        return asyncio.get_running_loop().time() - begin

    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert run(stalled, f"redis://127.0.0.1:{silent.getsockname()[1]}/0") < 1


def test_a_refused_connection_is_reported_at_once() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
        with pytest.raises(RedisUnavailable):
            run(lambda pipe: pipe.execute("PING"), url)


def test_a_wrong_password_is_an_unavailable_cache(settings: Any) -> None:
    address = settings.REDIS_URL.rpartition("@")[2]
    with pytest.raises(RedisUnavailable):
        run(lambda pipe: pipe.execute("PING"), f"redis://:wrong@{address}")


def test_a_connection_begins_with_the_lease_and_renews_it_while_idle(cache: redis.Redis, settings: Any) -> None:
    async def idle(pipe: RedisPipe) -> tuple[Any, Any]:
        before = await pipe.execute("CLIENT", "ID")
        await asyncio.sleep(2 * LEASE.seconds)
        return before, await pipe.execute("CLIENT", "ID")

    before, after = run(idle, settings.REDIS_URL)
    assert before == after
    assert (cache.get("begun"), int(cache.get("renewed") or 0) > 2) == (b"1", True)


def test_a_process_that_was_frozen_for_longer_than_the_lease_connects_anew(cache: redis.Redis, settings: Any) -> None:
    async def frozen(pipe: RedisPipe) -> tuple[Any, Any]:
        before = await pipe.execute("CLIENT", "ID")
        time.sleep(LEASE.seconds + 0.05)  # noqa: ASYNC251  nothing runs meanwhile, as in a process that is stopped
        with pytest.raises(RedisUnavailable):
            await pipe.execute("CLIENT", "ID")
        return before, await pipe.execute("CLIENT", "ID")

    before, after = run(frozen, settings.REDIS_URL)
    assert before != after
    assert cache.get("begun") == b"2"


def test_a_lease_that_the_server_does_not_renew_ends_the_connection(cache: redis.Redis, settings: Any) -> None:
    async def refused(pipe: RedisPipe) -> set[int]:
        seen = set()
        for _ in range(20):
            # A busy machine may send a command so late that the lease runs out before its answer.
            with suppress(RedisUnavailable):
                seen.add(await pipe.execute("CLIENT", "ID"))
            await asyncio.sleep(LEASE.seconds / 10)
        return seen

    assert len(run(refused, settings.REDIS_URL, lease=replace(LEASE, renew=("NONSENSE",)))) > 1


def test_a_lease_that_the_server_does_not_give_is_an_unavailable_cache(cache: redis.Redis, settings: Any) -> None:
    with pytest.raises(RedisUnavailable):
        run(lambda pipe: pipe.execute("PING"), settings.REDIS_URL, lease=replace(LEASE, begin=("NONSENSE",)))


def test_an_idle_worker_sleeps_and_wakes_up_on_the_same_connection(cache: redis.Redis, settings: Any) -> None:
    async def sleepy(pipe: RedisPipe) -> tuple[Any, Any]:
        before = await pipe.execute("CLIENT", "ID")
        await asyncio.sleep(5 * LEASE.seconds)
        assert cache.get("renewed") == b"3"
        return before, await pipe.execute("CLIENT", "ID")

    before, after = run(sleepy, settings.REDIS_URL, lease=replace(LEASE, awake_s=1.5 * LEASE.seconds))
    assert before == after
    assert (cache.get("begun"), cache.get("renewed")) == (b"1", b"4")


def test_no_reply_is_trusted_if_the_server_does_not_renew_the_lease_of_a_worker_that_wakes_up(
    cache: redis.Redis, settings: Any
) -> None:
    async def refused(pipe: RedisPipe) -> None:
        await pipe.execute("PING")
        await asyncio.sleep(2 * LEASE.seconds)
        cache.config_set("min-replicas-to-write", 1)
        with pytest.raises(RedisUnavailable, match="lease"):
            await pipe.execute("PING")

    try:
        run(refused, settings.REDIS_URL, lease=replace(LEASE, awake_s=0))
    finally:
        cache.config_set("min-replicas-to-write", 0)


def test_a_process_that_was_frozen_while_it_woke_up_trusts_no_reply(cache: redis.Redis, settings: Any) -> None:
    async def frozen(pipe: RedisPipe) -> None:
        await pipe.execute("PING")
        await asyncio.sleep(2 * LEASE.seconds)
        waking = asyncio.create_task(pipe.execute("PING"))
        await asyncio.sleep(0)
        time.sleep(LEASE.seconds + 0.05)  # noqa: ASYNC251  nothing runs meanwhile, as in a process that is stopped
        with pytest.raises(RedisUnavailable, match="lease"):
            await waking

    run(frozen, settings.REDIS_URL, timeout_s=5, lease=replace(LEASE, awake_s=0))
