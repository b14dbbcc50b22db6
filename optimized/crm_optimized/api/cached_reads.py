"""Reads of customers out of the cache, as HTTP: keys, ETags, 304 and X-Cache."""

import hashlib
from functools import partial
from typing import Any

from django.http import HttpResponse

from crm_optimized.api.handlers import LoopNativeHandler
from crm_optimized.api.http_answer import CACHEABLE, send_answer, send_response
from crm_optimized.application.cached_answers import Answer, CachedAnswers, Outcome
from crm_optimized.application.errors import StorageUnavailable

X_CACHE = {outcome: (b"x-cache", outcome.name.encode()) for outcome in Outcome}


class NotCacheable(Exception):
    """The response to a read is not a 200."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class Unavailable(NotCacheable, StorageUnavailable):
    """It is a 503, which equal requests share."""


class CachedReads:
    def __init__(self, cached: CachedAnswers, api: LoopNativeHandler) -> None:
        self._cached = cached
        self._api = api

    async def answer(self, scope: Any, *, send: Any, fields: dict[bytes, bytes], host: bytes) -> None:
        """`fields` are the request's headers by name. A cached answer does not enter Django."""
        try:
            answer, outcome = await self._cached.get(_key(scope, host), partial(self._compute, scope))
        except NotCacheable as other:
            await send_response(scope, send, response=other.response)
            return
        etag = answer.fingerprint
        headers = (*CACHEABLE, (b"etag", etag), X_CACHE[outcome])
        if _unchanged(etag, fields.get(b"if-none-match")):
            await send_answer(scope, send, status=304, body=b"", headers=headers)
        else:
            await send_answer(scope, send, status=200, body=answer.content, headers=headers)

    async def _compute(self, scope: Any) -> Answer:
        response = await self._api.respond({**scope, "method": "GET"})  # HEAD has the headers of GET
        if response.status_code == 200:
            return Answer(response.content, _etag(response.content))
        raise (Unavailable if response.status_code == 503 else NotCacheable)(response)


def _key(scope: Any, host: bytes) -> bytes:
    """Everything that the answer depends on. Its links contain scheme and host. The order of parameters is ignored."""
    query = scope["query_string"]
    if b"&" in query:
        query = b"&".join(sorted(query.split(b"&")))
    return b"customers %b://%b%b?%b" % (scope["scheme"].encode(), host, scope["raw_path"], query)


def _etag(content: bytes) -> bytes:
    """A strong ETag: 16 hexadecimal digits in quotes."""
    return b'"%b"' % hashlib.blake2b(content, digest_size=8).hexdigest().encode()


def _unchanged(etag: bytes, if_none_match: bytes | None) -> bool:
    return if_none_match is not None and (etag in if_none_match or if_none_match.strip() == b"*")
