"""The port AnswerStore on Redis or Valkey: a hit is one round trip, and no request waits for a broken cache."""

import logging
import secrets
import time
from contextlib import suppress
from typing import cast

from crm_optimized.application.cached_answers import Answer, Generation
from crm_optimized.infrastructure.invalidation import GENERATION_KEY, LEASE_S
from crm_optimized.infrastructure.redis_pipe import Lease, RedisPipe, RedisRefused, RedisUnavailable

logger = logging.getLogger(__name__)

# A generation is random, so that a new one never equals a deleted one.
GENERATION_BYTES = 16
# The length of the fingerprint in an entry.
FINGERPRINT_BYTES = 18
# The cache itself forgets a generation that no worker has renewed for as long as a lease lasts. So a worker that wakes
# up finds a generation only if the cache accepted writes all the time. The cache refuses a renewal whenever it would
# refuse to delete the generation, and a full cache accepts both.
GENERATION_MS = round(LEASE_S * 1000)
# Seconds without a request until a worker sleeps. Of its CPU time and the cache's, 5 s of renewals take 13 ms, as much
# as one search. If all workers sleep, the answers in the cache are lost.
AWAKE_S = 5.0
LEASE = Lease(LEASE_S, begin=("DEL", GENERATION_KEY), renew=("PEXPIRE", GENERATION_KEY, GENERATION_MS), awake_s=AWAKE_S)
# After this many failures in a row, the cache is not used for OPEN_S seconds.
FAILURES_TO_OPEN = 3
OPEN_S = 1.0
# Seconds until the warning that the cache stores nothing is logged again.
WARN_AGAIN_S = 60.0


class Breaker:
    """A circuit breaker. While it is open, requests do not try the cache, so an outage costs them no timeout."""

    def __init__(self, *, open_s: float) -> None:
        self._open_s = open_s
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
        self._closed_at = time.monotonic() + self._open_s
        if self._failures == FAILURES_TO_OPEN:
            logger.warning("cache bypassed: %s", error)


class RedisAnswers:
    """An entry is generation, fingerprint and content, one after the other. The generation tells if it is current."""

    def __init__(self, redis: RedisPipe, *, timeout_s: int, open_s: float = OPEN_S) -> None:
        """Entries expire after `timeout_s`. The circuit breaker stays open for `open_s`."""
        self._redis = redis
        self._timeout_s = timeout_s
        self._breaker = Breaker(open_s=open_s)
        self._warned_at = -WARN_AGAIN_S

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
        split = GENERATION_BYTES + FINGERPRINT_BYTES
        return generation, Answer(entry[split:], entry[GENERATION_BYTES:split])

    def store(self, key: bytes, *, generation: Generation, answer: Answer) -> None:
        assert len(answer.fingerprint) == FINGERPRINT_BYTES
        entry = generation + answer.fingerprint + answer.content
        self._redis.post("SET", key, entry, "EX", self._timeout_s, failed=self._not_stored)

    def _not_stored(self, error: BaseException) -> None:
        """A full cache still answers and deletes, so this only warns. The next lookup notices a cache that is away."""
        if isinstance(error, RedisRefused) and time.monotonic() - self._warned_at > WARN_AGAIN_S:
            self._warned_at = time.monotonic()
            logger.warning("cache stores no answers: %s", error)

    async def forget(self) -> None:
        """Delete the generation. If the cache does not answer, the next connection begins with this. If it refuses, it
        renews no lease either."""
        with suppress(RedisUnavailable):
            await self._redis.execute("DEL", GENERATION_KEY)

    async def _begin_generation(self) -> Generation:
        """A new generation, or the one that another worker has begun meanwhile."""
        mine = secrets.token_bytes(GENERATION_BYTES)
        others = await self._redis.execute("SET", GENERATION_KEY, mine, "NX", "GET", "PX", GENERATION_MS)
        return cast("Generation", others or mine)
