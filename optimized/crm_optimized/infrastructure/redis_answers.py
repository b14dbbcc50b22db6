"""The port AnswerStore on Redis or Valkey: one round trip for a hit, and no request that waits for a sick cache."""

import logging
import secrets
import time
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from crm_optimized.application.cached_answers import Answer, Generation
from crm_optimized.infrastructure.invalidation import GENERATION_KEY

logger = logging.getLogger(__name__)

TIMEOUT_S = 0.1  # the library's default waits for a stalled server for ever, and retries a refused connection for 4.7 s
GENERATION_BYTES = 16  # random: a generation that is made anew can never be one that was deleted
ETAG_BYTES = 18  # 16 hexadecimal digits in quotes
FAILURES_TO_OPEN = 3
OPEN_S = 1.0


class Breaker:
    """After three failures in a row the cache is left alone for a second, so that an outage costs nobody a timeout."""

    def __init__(self) -> None:
        self._failures = 0
        self._closed_at = 0.0

    def is_open(self) -> bool:
        return self._failures >= FAILURES_TO_OPEN and time.monotonic() < self._closed_at

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self, error: Exception) -> None:
        self._failures += 1
        self._closed_at = time.monotonic() + OPEN_S
        if self._failures == FAILURES_TO_OPEN:
            logger.warning("cache bypassed: %s", error)


def answers_redis(url: str, *, max_connections: int) -> Redis:
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=max_connections,
        timeout=TIMEOUT_S,
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)


class RedisAnswers:
    """An entry is its generation, its ETag and its body, one after the other: it proves itself that it is current."""

    def __init__(self, redis: Redis, *, timeout_s: int) -> None:
        self._redis = redis
        self._timeout_s = timeout_s
        self._breaker = Breaker()

    async def lookup(self, key: bytes) -> tuple[Generation | None, Answer | None]:
        if self._breaker.is_open():
            return None, None
        try:
            found: list[Any] = await self._redis.mget(GENERATION_KEY, key)
            generation, entry = found
            if generation is None:
                generation = await self._begin_generation()
        except (RedisError, OSError, TimeoutError) as error:
            self._breaker.failed(error)
            return None, None
        self._breaker.succeeded()
        if entry is None or not entry.startswith(generation):
            return generation, None
        split = GENERATION_BYTES + ETAG_BYTES
        return generation, Answer(200, entry[split:], etag=entry[GENERATION_BYTES:split])

    async def store(self, key: bytes, generation: Generation, answer: Answer) -> None:
        assert answer.etag is not None
        assert len(answer.etag) == ETAG_BYTES
        try:
            await self._redis.set(key, generation + answer.etag + answer.body, ex=self._timeout_s)
        except (RedisError, OSError, TimeoutError) as error:
            self._breaker.failed(error)

    async def _begin_generation(self) -> Generation:
        """A new generation, or the one that somebody else began in between."""
        mine = secrets.token_bytes(GENERATION_BYTES)
        others: Any = await self._redis.set(GENERATION_KEY, mine, nx=True, get=True)
        return others or mine
