"""The same page from django-bolt, a Django API behind a server in Rust: from Redis and from PostgreSQL."""

from crm_optimized.infrastructure.redis_answers import LEASE
from crm_optimized.infrastructure.redis_pipe import RedisPipe
from django.conf import settings
from django_bolt import BoltAPI
from django_bolt.responses import Response

from floors.asgi import KEY
from floors.first_page import FirstPage

api = BoltAPI(enable_logging=False)
page = FirstPage()
redis = RedisPipe(settings.REDIS_URL, timeout_s=settings.CACHE_WAIT, lease=LEASE)


@api.get("/computed")
async def computed() -> Response:
    return Response(await page.computed())


@api.get("/cached")
async def cached() -> Response:
    stored: bytes | None = await redis.execute("GET", KEY)
    if stored is None:
        stored = await page.computed()
        await redis.execute("SET", KEY, stored)
    return Response(stored)


@api.get("/readyz")
async def readyz() -> Response:
    """The first request opens the pool, on the event loop of the worker that also answers the later ones."""
    await page.open()
    return Response(await page.computed())
