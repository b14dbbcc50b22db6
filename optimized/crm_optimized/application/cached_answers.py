"""Cache-aside of whole answers. A generation invalidates them, so no write has to list the keys that it changes.

A lookup returns the current generation, and an answer is stored under the generation of its own lookup. Every committed
write deletes the generation. An answer that was computed before a write therefore belongs to an old generation, and no
reader asks for that: the answer is never served, in whatever order the steps of readers and writers happen.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from crm_optimized.application.errors import StorageUnavailable

type Generation = bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An encoded result, and a fingerprint that differs when `content` differs."""

    content: bytes
    fingerprint: bytes


type Compute = Callable[[], Awaitable[Answer]]


class Outcome(Enum):
    HIT = auto()
    MISS = auto()
    # The cache took no part.
    BYPASS = auto()


class AnswerStore(Protocol):
    async def lookup(self, key: bytes) -> tuple[Generation | None, Answer | None]:
        """The current generation and the answer stored under it. Without a generation, there is no cache now."""
        ...

    def store(self, key: bytes, *, generation: Generation, answer: Answer) -> None:
        """No reader waits for this. If it fails, the next reader computes the answer again."""
        ...


class CachedAnswers:
    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self._flights: dict[tuple[Generation, bytes], asyncio.Future[Answer | None]] = {}

    async def get(self, key: bytes, compute: Compute) -> tuple[Answer, Outcome]:
        """The stored answer or a computed one. Equal requests of this process share one computation while it runs.

        Raises what `compute` raises. Equal requests share a StorageUnavailable, too; any other error belongs to one
        client, and the others compute for themselves.
        """
        generation, answer = await self._store.lookup(key)
        if answer is not None:
            return answer, Outcome.HIT
        if generation is None:
            return await compute(), Outcome.BYPASS
        # The generation is part of the flight: a request that begins after a write must not share an older answer.
        while flight := self._flights.get((generation, key)):
            try:
                shared = await asyncio.shield(flight)
            except asyncio.CancelledError:
                if not flight.cancelled():
                    raise  # this request was cancelled, not the one that it waits for
            else:
                # No new flight: requests that wait for each other in turn would answer one after the other.
                return shared or await self._compute(key, generation=generation, compute=compute), Outcome.MISS
        return await self._lead(key, generation=generation, compute=compute), Outcome.MISS

    async def _lead(self, key: bytes, *, generation: Generation, compute: Compute) -> Answer:
        """Compute for all who wait. The flight ends with an answer, with StorageUnavailable, or with None to share."""
        flight = self._flights[generation, key] = asyncio.get_running_loop().create_future()
        shared = None
        try:
            shared = await self._compute(key, generation=generation, compute=compute)
        except asyncio.CancelledError:
            flight.cancel()
            raise
        except StorageUnavailable as error:
            flight.set_exception(error)
            flight.exception()  # without this, asyncio logs the error when no other request waits for it
            raise
        else:
            return shared
        finally:
            del self._flights[generation, key]
            if not flight.done():
                flight.set_result(shared)

    async def _compute(self, key: bytes, *, generation: Generation, compute: Compute) -> Answer:
        answer = await compute()
        self._store.store(key, generation=generation, answer=answer)
        return answer
