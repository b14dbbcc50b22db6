"""Three ASGI callables under uvicorn: `uvicorn --factory floors.asgi:NAME`.

They answer every request with the first page, whatever it asks for: from memory, from Redis, or from PostgreSQL.
"""

from typing import Any

from crm_optimized.infrastructure.redis_answers import LEASE
from crm_optimized.infrastructure.redis_pipe import RedisPipe
from django.conf import settings

from floors.first_page import FirstPage
from floors.serving import served

KEY = "floors:first-page"


def from_memory() -> Any:
    """The cost of the server itself, with parsing and sending."""
    page = FirstPage()
    kept: list[bytes] = []

    async def answer() -> bytes:
        if not kept:
            kept.append(await page.computed())
        return kept[0]

    return served(answer, page)


def from_redis() -> Any:
    """The same plus one GET, over the same kind of connection as in the service."""
    page = FirstPage()
    redis = RedisPipe(settings.REDIS_URL, timeout_s=settings.CACHE_WAIT, lease=LEASE)

    async def answer() -> bytes:
        stored: bytes | None = await redis.execute("GET", KEY)
        if stored is None:
            stored = await page.computed()
            await redis.execute("SET", KEY, stored)
        return stored

    return served(answer, page)


def from_postgres() -> Any:
    """The statement, 20 rows and their encoding for every request."""
    page = FirstPage()
    return served(page.computed, page)
