"""Ready answers of a list in Redis, under a generation that every commit deletes: no stale answer after a write.

It replaces `cache_page`, which serves old answers until they expire, and `cache.clear()`. The last line belongs into
`AppConfig.ready()`. Copy it together with `written_tables.py`, which says what writes it sees.

    articles = Generation("articles", tables=["articles_article", "articles_author"])
    class ArticleList(CachedListMixin, ListAPIView):
        queryset, serializer_class, generation = Article.objects.order_by("pk"), ArticleSerializer, articles
    articles.watch_writes()

A reader takes the generation, a random token, before it asks the database, and stores its answer with it. A write
deletes the generation after its commit and before its own answer, so each answer that was stored before is useless.

If the cache is away, answers are computed. A worker that noticed this deletes the generation before it reads the cache
again; one that had no request meanwhile may serve old answers until they expire.

Do not use it where answers depend on the user, unless `cache_key` names the user; nor with read replicas or REPEATABLE
READ, where a read may be older than the token. Set SOCKET_TIMEOUT of django-redis: a request waits as long for a cache
that hangs.
"""

import logging
import secrets
import time
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from django.http import HttpResponse
from django_redis import get_redis_connection
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.response import Response

from crm_ladder.patterns.written_tables import watch_tables

logger = logging.getLogger(__name__)

TOKEN_BYTES = 16
# For so long a worker computes its answers after an error of the cache, so that a cache that hangs delays few requests.
PAUSE_S = 1.0


class Generation:
    def __init__(self, name: str, *, tables: Sequence[str], timeout_s: int = 60) -> None:
        """`tables` are names in the database, of all tables that an answer shows or is filtered by."""
        self.tables = tables
        self._key = f"generation:{name}"
        self._timeout_s = timeout_s
        self._paused_until = 0.0
        self._may_be_old = False

    def look_up(self, page: str) -> tuple[bytes | None, bytes | None]:
        """The generation's token, None if the cache is away, and the answer, None if there is none of this token."""
        if time.monotonic() < self._paused_until:
            return None, None
        try:
            cache = get_redis_connection("default")
            if self._may_be_old:
                cache.delete(self._key)
                self._may_be_old = False
            token, stored = cache.mget(self._key, page)
            if token is None:
                cache.set(self._key, secrets.token_bytes(TOKEN_BYTES), nx=True)
                token = cache.get(self._key)
        except (RedisError, OSError) as error:
            self._failed(error)
            return None, None
        return token, stored[TOKEN_BYTES:] if stored and token and stored.startswith(token) else None

    def store(self, page: str, token: bytes, *, answer: bytes) -> None:
        try:
            get_redis_connection("default").set(page, token + answer, ex=self._timeout_s)
        except (RedisError, OSError) as error:
            self._failed(error)

    def advance(self) -> None:
        """Makes all stored answers useless. DEL, because it works when the server is full, and SET and INCR do not."""
        try:
            get_redis_connection("default").delete(self._key)
        except (RedisError, OSError) as error:  # The write is done, so this is not its error.
            self._failed(error)

    def watch_writes(self) -> None:
        watch_tables(self.tables, self.advance)

    def _failed(self, error: Exception) -> None:
        self._paused_until = time.monotonic() + PAUSE_S
        self._may_be_old = True
        logger.warning("The cache is away: %s", error)


class CachedListMixin:
    """In front of `ListAPIView` or a view set with `ListModelMixin`. Permissions and throttles are checked before."""

    generation: Generation

    def cache_key(self, request: Request) -> str:
        """All that the answer depends on but the tables: here the URL, with its host, and the media type."""
        asked = f"{request.build_absolute_uri()} {request.accepted_renderer.media_type}"
        return f"page:{blake2b(asked.encode(), digest_size=16).hexdigest()}"

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        key = self.cache_key(request)
        token, stored = self.generation.look_up(key)
        if stored is not None:
            media_type = request.accepted_renderer.media_type
            return HttpResponse(stored, content_type=media_type, headers={"X-Cache": "HIT"})
        response: Response = super().list(request, *args, **kwargs)  # type: ignore[misc]
        response["X-Cache"] = "MISS" if token else "BYPASS"
        if token:
            response.add_post_render_callback(lambda done: self.generation.store(key, token, answer=done.content))
        return response
