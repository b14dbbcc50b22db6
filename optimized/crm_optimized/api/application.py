"""The ASGI callable: what crosses the wire, in the order in which it is decided.

A cached answer goes out before Django is entered. What is not cached, Django computes on the event loop. The body of a
write is read and measured first, and the write has a thread to itself. Django's own handler has the documentation.
"""

import hashlib
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse

from crm_optimized.api.handlers import LoopNativeHandler, ThreadedHandler
from crm_optimized.api.health import OK
from crm_optimized.api.problems import problem
from crm_optimized.application.cached_answers import Answer, CachedAnswers

logger = logging.getLogger(__name__)

CUSTOMERS = "/api/v1/customers"
READS = ("GET", "HEAD")
WITHOUT_LENGTH = (204, 304)  # a length of 0 would be wrong: one has no content, the other that of the 200
BODY_BYTES_MAX = 65_536  # Django spools a body of any size to disk before it looks at it: 200 MB in, 193 MB on disk

NOT_SNIFFED = (b"x-content-type-options", b"nosniff")
# Browsers and proxies may keep an answer, but ask whether it still holds: that costs them a 304.
CACHEABLE_HEADERS = (
    (b"content-type", b"application/json"),
    NOT_SNIFFED,
    (b"cache-control", b"no-cache"),
)

ALIVE = Answer(200, OK, headers=CACHEABLE_HEADERS)


class Application:
    def __init__(
        self,
        *,
        cached: CachedAnswers,
        api: LoopNativeHandler,
        django: ThreadedHandler,
        lifespan: Callable[[], AbstractAsyncContextManager[None]],
        redirect_to_tls: bool,
    ) -> None:
        self._cached = cached
        self._api = api
        self._django = django
        self._lifespan = lifespan
        self._redirect_to_tls = redirect_to_tls

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise ValueError(f"no {scope['type']} here, only HTTP")
        elif scope["method"] not in READS or self._goes_to_tls(scope):
            await self._write(scope, receive, send)
        elif scope["path"].startswith(CUSTOMERS):
            await self._read(scope, send)
        elif scope["path"] == "/livez":
            await _send(scope, send, ALIVE)  # says that this callable runs, so it is all that is asked
        elif scope["path"] == "/readyz":
            answer = await self._compute(scope)
            await _send(scope, send, answer, CACHEABLE_HEADERS if answer.etag else ())
        else:
            await self._django(scope, receive, send)

    async def _read(self, scope: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        answer, outcome = await self._cached.get(_key(scope, headers), partial(self._compute, scope))
        if answer.etag is None:
            await _send(scope, send, answer)
            return
        extra = (*CACHEABLE_HEADERS, (b"etag", answer.etag), (b"x-cache", outcome.value))
        if _unchanged(answer.etag, headers.get(b"if-none-match")):
            answer = Answer(304, b"")
        await _send(scope, send, answer, extra)

    async def _compute(self, scope: Any) -> Answer:
        response = await self._respond({**scope, "method": "GET"})  # HEAD asks for the same
        if response.status_code == 200:
            etag = b'"%b"' % hashlib.blake2b(response.content, digest_size=8).hexdigest().encode()
            return Answer(200, response.content, etag=etag)
        return _as_it_is(response)

    async def _write(self, scope: Any, receive: Any, send: Any) -> None:
        body = await _body(scope, receive)
        if body is None:
            refusal = problem(413, f"A body has at most {BODY_BYTES_MAX} bytes.")
            refusal["Connection"] = "close"
            await _send(scope, send, _as_it_is(refusal))
        elif self._goes_to_tls(scope):
            await self._django(scope, _replay(body, receive), send)
        else:
            async with self._django.thread():
                response = await self._respond(scope, body)
            await _send(scope, send, _as_it_is(response))

    def _goes_to_tls(self, scope: Any) -> bool:
        return self._redirect_to_tls and scope["scheme"] == "http"

    async def _respond(self, scope: Any, body: bytes = b"") -> HttpResponse:
        try:
            return await self._api.respond(scope, body)
        except Http404:
            return problem(404, "There is nothing at this address.")
        except (SuspiciousOperation, UnicodeDecodeError):  # a host that is not ours; a query string that is no text
            return problem(400, "The request is not valid.")
        except Exception:
            logger.exception("unexpected error in %s", scope["path"])
            return problem(500, "Something went wrong here.")

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        async with self._lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _key(scope: Any, headers: dict[bytes, bytes]) -> bytes:
    """All that an answer depends on. Links in it carry scheme and host; the order of parameters means nothing."""
    query = scope["query_string"]
    if b"&" in query:
        query = b"&".join(sorted(query.split(b"&")))
    return b"customers %b://%b%b?%b" % (
        scope["scheme"].encode(), headers.get(b"host", b""), scope["raw_path"], query,
    )  # fmt: skip


def _as_it_is(response: HttpResponse) -> Answer:
    headers = tuple(
        (name.lower().encode(), value.encode("latin-1"))
        for name, value in response.items()
        if name != "Content-Length"  # which is set for every answer alike
    )
    return Answer(response.status_code, response.content, headers=(*headers, NOT_SNIFFED))


def _unchanged(etag: bytes, if_none_match: bytes | None) -> bool:
    return if_none_match is not None and (etag in if_none_match or if_none_match.strip() == b"*")


async def _body(scope: Any, receive: Any) -> bytes | None:
    """The whole body, or None if it is too large; a declared size is believed, so that nothing of it is read."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if not declared.isdigit() or int(declared) > BODY_BYTES_MAX:
        return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Any) -> Any:
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Any:
        return pending.pop() if pending else await receive()

    return replay


async def _send(scope: Any, send: Any, answer: Answer, extra: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    headers = [*answer.headers, *extra]
    if answer.status not in WITHOUT_LENGTH:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})
