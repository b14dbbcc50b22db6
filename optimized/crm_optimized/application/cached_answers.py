"""Cache-aside of whole answers, with a generation instead of a list of what to delete.

A lookup returns the generation under which an answer may be stored. Every committed write deletes the generation, so an
answer that was computed before a write is stored under a generation that nobody asks for any more: it is never served,
however the steps of readers and writers interleave.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

type Generation = bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    etag: bytes | None = None  # None where the answer must not be stored
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Outcome(Enum):
    HIT = b"HIT"
    MISS = b"MISS"
    BYPASS = b"BYPASS"  # the cache did not take part


class AnswerStore(Protocol):
    async def lookup(self, key: bytes) -> tuple[Generation | None, Answer | None]:
        """The current generation, and the answer stored under it if there is one. No generation: no cache now."""
        ...

    def store(self, key: bytes, generation: Generation, answer: Answer) -> None:
        """No reader waits for it, and nothing is lost with it: what was not stored is computed again."""
        ...


SHARED = (200, 503)


class CachedAnswers:
    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self._flights: dict[tuple[Generation, bytes], asyncio.Future[Answer | None]] = {}

    async def get(self, key: bytes, compute: Callable[[], Awaitable[Answer]]) -> tuple[Answer, Outcome]:
        """The stored answer, or a computed one, which equal requests of this process share while it is under way."""
        generation, answer = await self._store.lookup(key)
        if answer is not None:
            return answer, Outcome.HIT
        if generation is None:
            return await compute(), Outcome.BYPASS
        # The generation belongs to the flight: who looked up after a write must not get what was computed before it.
        while flight := self._flights.get((generation, key)):
            try:
                shared = await asyncio.shield(flight)
            except asyncio.CancelledError:
                if not flight.cancelled():
                    raise  # this request was cancelled, not the one it waits for
            else:
                # Without another flight: one after the other, each would wait for all before it.
                return shared or await self._compute(key, generation, compute), Outcome.MISS
        return await self._lead(key, generation, compute), Outcome.MISS

    async def _lead(self, key: bytes, generation: Generation, compute: Callable[[], Awaitable[Answer]]) -> Answer:
        """One client's error is nobody else's answer: a flight ends with what it shares, or with None."""
        flight = self._flights[generation, key] = asyncio.get_running_loop().create_future()
        shared = None
        try:
            answer = await self._compute(key, generation, compute)
        except asyncio.CancelledError:
            flight.cancel()
            raise
        else:
            shared = answer if answer.status in SHARED else None
            return answer
        finally:
            del self._flights[generation, key]
            if not flight.cancelled():
                flight.set_result(shared)

    async def _compute(self, key: bytes, generation: Generation, compute: Callable[[], Awaitable[Answer]]) -> Answer:
        answer = await compute()
        if answer.status == 200 and answer.etag is not None:
            self._store.store(key, generation, answer)
        return answer
