"""The port AnswerStore on Redis or Valkey: one round trip for a hit, and no request that waits for a sick cache."""

import logging
import secrets
import time
from typing import cast

from crm_optimized.application.cached_answers import Answer, Generation
from crm_optimized.infrastructure.invalidation import GENERATION_KEY, LEASE_S
from crm_optimized.infrastructure.redis_pipe import Lease, RedisPipe, RedisRefused, RedisUnavailable

logger = logging.getLogger(__name__)

GENERATION_BYTES = 16  # random: a generation that is made anew can never be one that was deleted
ETAG_BYTES = 18  # 16 hexadecimal digits in quotes
# Renewed by deleting what is not there: it changes nothing, and is refused wherever deleting the generation would be.
LEASE = Lease(LEASE_S, begin=("DEL", GENERATION_KEY), renew=("DEL", "customers:lease"))
FAILURES_TO_OPEN = 3
OPEN_S = 1.0
SAY_AGAIN_S = 60.0


class Breaker:
    """After three failures in a row the cache is left alone for a second, so that an outage costs nobody a timeout."""

    def __init__(self) -> None:
        self._failures = 0
        self._closed_at = 0.0

    def is_open(self) -> bool:
        return self._failures >= FAILURES_TO_OPEN and time.monotonic() < self._closed_at

    def succeeded(self) -> None:
        if self._failures >= FAILURES_TO_OPEN:
            logger.warning("cache used again")
        self._failures = 0

    def failed(self, error: BaseException) -> None:
        self._failures += 1
        self._closed_at = time.monotonic() + OPEN_S
        if self._failures == FAILURES_TO_OPEN:
            logger.warning("cache bypassed: %s", error)


class RedisAnswers:
    """An entry is its generation, its ETag and its body, one after the other: it proves itself that it is current."""

    def __init__(self, redis: RedisPipe, *, timeout_s: int) -> None:
        self._redis = redis
        self._timeout_s = timeout_s
        self._breaker = Breaker()
        self._said_at = -SAY_AGAIN_S

    async def lookup(self, key: bytes) -> tuple[Generation | None, Answer | None]:
        if self._breaker.is_open():
            return None, None
        try:
            generation, entry = await self._redis.execute("MGET", GENERATION_KEY, key)
            if generation is None:
                generation = await self._begin_generation()
        except RedisUnavailable as error:
            self._breaker.failed(error)
            return None, None
        self._breaker.succeeded()
        if entry is None or not entry.startswith(generation):
            return generation, None
        split = GENERATION_BYTES + ETAG_BYTES
        return generation, Answer(200, entry[split:], etag=entry[GENERATION_BYTES:split])

    def store(self, key: bytes, generation: Generation, answer: Answer) -> None:
        assert answer.etag is not None
        assert len(answer.etag) == ETAG_BYTES
        entry = generation + answer.etag + answer.body
        self._redis.post("SET", key, entry, "EX", self._timeout_s, failed=self._not_stored)

    def _not_stored(self, error: BaseException) -> None:
        """A full cache still answers and deletes. A cache that is away is noticed by the next lookup."""
        if isinstance(error, RedisRefused) and time.monotonic() - self._said_at > SAY_AGAIN_S:
            self._said_at = time.monotonic()
            logger.warning("cache stores no answers: %s", error)

    async def _begin_generation(self) -> Generation:
        """A new generation, or the one that somebody else began in between."""
        mine = secrets.token_bytes(GENERATION_BYTES)
        others = await self._redis.execute("SET", GENERATION_KEY, mine, "NX", "GET")
        return cast("Generation", others or mine)
