"""The ASGI callable: what crosses the wire, in the order in which it is decided.

A host that is not ours is refused. A cached answer goes out before Django is entered. What is not cached, Django
computes on the event loop. The body of a write is read and measured first, and the write has a thread to itself.
Django's own handler has the documentation.
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
from crm_optimized.api.hosts import OurHosts
from crm_optimized.api.problems import CONTENT_TYPE, problem, problem_body
from crm_optimized.api.request_body import BODY_BYTES_MAX, BodyCutShort, BodyTooLarge, replay, whole_body
from crm_optimized.application.cached_answers import Answer, CachedAnswers

logger = logging.getLogger(__name__)

CUSTOMERS = "/api/v1/customers"
PROBES = ("/livez", "/readyz")  # for any host and without TLS, because a cluster asks an address
READS = ("GET", "HEAD")
VERSIONS = ("1.1", "1.0")
WITHOUT_LENGTH = (204, 304)  # a length of 0 would be wrong: one has no content, the other that of the 200

NOT_SNIFFED = (b"x-content-type-options", b"nosniff")
# Browsers and proxies may keep an answer, but ask whether it still holds: that costs them a 304.
CACHEABLE_HEADERS = (
    (b"content-type", b"application/json"),
    NOT_SNIFFED,
    (b"cache-control", b"no-cache"),
)

ALIVE = Answer(200, OK, headers=CACHEABLE_HEADERS)


def _refusal(detail: str) -> Answer:
    """For what is decided before the body is read, so the connection ends with it."""
    headers = ((b"content-type", CONTENT_TYPE.encode()), NOT_SNIFFED, (b"connection", b"close"))
    return Answer(400, problem_body(400, detail), headers=headers)


OTHER_HOST = _refusal("The request needs one Host header with a host of this service.")
OTHER_VERSION = _refusal("This service speaks HTTP/1.1 and HTTP/1.0.")


class HttpApplication:
    def __init__(
        self,
        *,
        cached: CachedAnswers,
        api: LoopNativeHandler,
        django: ThreadedHandler,
        lifespan: Callable[[], AbstractAsyncContextManager[None]],
        hosts: OurHosts,
        redirect_to_tls: bool,
    ) -> None:
        self._cached = cached
        self._api = api
        self._django = django
        self._lifespan = lifespan
        self._hosts = hosts
        self._redirect_to_tls = redirect_to_tls

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})  # before it was accepted: the server answers 403
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        fields = _fields(scope["headers"])
        path = scope["path"].removeprefix(scope["root_path"])
        host = fields.get(b"host", b"")
        if scope["http_version"] not in VERSIONS:
            await _send(scope, send, OTHER_VERSION)
        elif host not in self._hosts and path not in PROBES:
            await _send(scope, send, OTHER_HOST)
        elif scope["method"] not in READS or self._goes_to_tls(scope, path):
            await self._write(scope, receive, send, fields=fields, path=path)
        elif path.startswith(CUSTOMERS):
            await self._read(scope, send, fields=fields, host=host)
        elif path == "/livez":
            await _send(scope, send, ALIVE)  # says that this callable runs, so it is all that is asked
        elif path == "/readyz":
            answer = await self._compute(scope)
            await _send(scope, send, answer, CACHEABLE_HEADERS if answer.etag else ())
        else:
            await self._django(scope, receive, send)

    async def _read(self, scope: Any, send: Any, *, fields: dict[bytes, bytes], host: bytes) -> None:
        answer, outcome = await self._cached.get(_key(scope, host), partial(self._compute, scope))
        if answer.etag is None:
            await _send(scope, send, answer)
            return
        extra = (*CACHEABLE_HEADERS, (b"etag", answer.etag), (b"x-cache", outcome.value))
        if _unchanged(answer.etag, fields.get(b"if-none-match")):
            answer = Answer(304, b"")
        await _send(scope, send, answer, extra)

    async def _compute(self, scope: Any) -> Answer:
        response = await self._respond({**scope, "method": "GET"})  # HEAD asks for the same
        if response.status_code == 200:
            etag = b'"%b"' % hashlib.blake2b(response.content, digest_size=8).hexdigest().encode()
            return Answer(200, response.content, etag=etag)
        return _as_it_is(response)

    async def _write(self, scope: Any, receive: Any, send: Any, *, fields: dict[bytes, bytes], path: str) -> None:
        try:
            body = await whole_body(fields.get(b"content-length", b""), receive)
        except BodyCutShort:
            return  # nobody is left to answer to
        except BodyTooLarge:
            refusal = problem(413, f"A body has at most {BODY_BYTES_MAX} bytes.")
            refusal["Connection"] = "close"
            await _send(scope, send, _as_it_is(refusal))
            return
        if self._goes_to_tls(scope, path):
            await self._django(scope, replay(body, receive), send)
        else:
            async with self._django.thread():
                response = await self._respond(scope, body)
            await _send(scope, send, _as_it_is(response))

    def _goes_to_tls(self, scope: Any, path: str) -> bool:
        return self._redirect_to_tls and scope["scheme"] == "http" and path not in PROBES

    async def _respond(self, scope: Any, body: bytes = b"") -> HttpResponse:
        try:
            return await self._api.respond(scope, body)
        except Http404:
            return problem(404, "There is nothing at this address.")
        except (SuspiciousOperation, UnicodeDecodeError):  # a query string that is no text
            return problem(400, "The request is not valid.")
        except Exception:
            logger.exception("unexpected error in %r", scope["path"])
            return problem(500, "Something went wrong here.")

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        async with self._lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _fields(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """By name. What is there more than once is joined, as Django and RFC 9110 do: two hosts are none of ours."""
    fields = dict(headers)
    if len(fields) == len(headers):
        return fields
    repeated: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        repeated.setdefault(name, []).append(value)
    return {name: b",".join(values) for name, values in repeated.items()}


def _key(scope: Any, host: bytes) -> bytes:
    """All that an answer depends on. Links in it carry scheme and host; the order of parameters means nothing."""
    query = scope["query_string"]
    if b"&" in query:
        query = b"&".join(sorted(query.split(b"&")))
    return b"customers %b://%b%b?%b" % (scope["scheme"].encode(), host, scope["raw_path"], query)


def _as_it_is(response: HttpResponse) -> Answer:
    headers = tuple(
        (name.lower().encode(), value.encode("latin-1"))
        for name, value in response.items()
        if name != "Content-Length"  # which is set for every answer alike
    )
    return Answer(response.status_code, response.content, headers=(*headers, NOT_SNIFFED))


def _unchanged(etag: bytes, if_none_match: bytes | None) -> bool:
    return if_none_match is not None and (etag in if_none_match or if_none_match.strip() == b"*")


async def _send(scope: Any, send: Any, answer: Answer, extra: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    headers = [*answer.headers, *extra]
    if answer.status not in WITHOUT_LENGTH:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})
