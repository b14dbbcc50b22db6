"""The ASGI callable. It decides in this order:

A request for a foreign host is refused. A cached answer is sent before Django is entered. Django computes any other
read on the event loop. The body of a write is read and measured first, and the write runs on a thread of its own.
Everything else, such as the documentation, goes to Django's own handler.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from crm_optimized.api.cached_reads import CachedReads
from crm_optimized.api.handlers import LoopNativeHandler, ThreadedHandler
from crm_optimized.api.health import OK
from crm_optimized.api.hosts import AllowedHosts
from crm_optimized.api.http_answer import CACHEABLE, NOT_SNIFFED, Headers, send_answer, send_response
from crm_optimized.api.problems import CONTENT_TYPE, problem_body
from crm_optimized.api.request_body import accepted_body, replay

CUSTOMERS = "/api/v1/customers"
# They answer to any host and without TLS, because a cluster probes an IP address.
PROBES = ("/livez", "/readyz")
READS = ("GET", "HEAD")
VERSIONS = ("1.1", "1.0")

# These refusals are sent before the body is read, so they end the connection.
REFUSAL: Headers = ((b"content-type", CONTENT_TYPE.encode()), NOT_SNIFFED, (b"connection", b"close"))
FOREIGN_HOST = problem_body(400, "The request needs one Host header with a host of this service.")
OTHER_VERSION = problem_body(400, "This service speaks HTTP/1.1 and HTTP/1.0.")


class HttpApplication:
    def __init__(
        self,
        *,
        reads: CachedReads,
        api: LoopNativeHandler,
        django: ThreadedHandler,
        lifespan: Callable[[], AbstractAsyncContextManager[None]],
        hosts: AllowedHosts,
        redirect_to_tls: bool,
    ) -> None:
        self._reads = reads
        self._api = api
        self._django = django
        self._lifespan = lifespan
        self._hosts = hosts
        self._redirect_to_tls = redirect_to_tls

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: PLR0917  ASGI's signature
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})  # the connection is not accepted yet, so the server answers 403
        else:
            await self._answer(scope, receive=receive, send=send)

    async def _answer(self, scope: Any, *, receive: Any, send: Any) -> None:
        fields = _fields(scope["headers"])
        path = scope["path"].removeprefix(scope["root_path"])
        host = fields.get(b"host", b"")
        if scope["http_version"] not in VERSIONS:
            await send_answer(scope, send, status=400, body=OTHER_VERSION, headers=REFUSAL)
        elif host not in self._hosts and path not in PROBES:
            await send_answer(scope, send, status=400, body=FOREIGN_HOST, headers=REFUSAL)
        elif scope["method"] not in READS or self._goes_to_tls(scope, path):
            await self._write(scope, receive=receive, send=send, fields=fields, path=path)
        elif path.startswith(CUSTOMERS):
            await self._reads.answer(scope, send=send, fields=fields, host=host)
        elif path == "/livez":
            # /livez says that this code runs, and no more.
            await send_answer(scope, send, status=200, body=OK, headers=CACHEABLE)
        elif path == "/readyz":
            await self._readyz(scope, send)
        else:
            await self._django(scope, receive, send)

    async def _readyz(self, scope: Any, send: Any) -> None:
        response = await self._api.respond({**scope, "method": "GET"})
        if response.status_code == 200:
            await send_answer(scope, send, status=200, body=response.content, headers=CACHEABLE)
        else:
            await send_response(scope, send, response=response)

    async def _write(self, scope: Any, *, receive: Any, send: Any, fields: dict[bytes, bytes], path: str) -> None:
        declared_bytes = fields.get(b"content-length", b"")
        body = await accepted_body(scope, receive, send=send, declared_bytes=declared_bytes)
        if body is None:
            return
        if self._goes_to_tls(scope, path):
            await self._django(scope, replay(body, receive), send)
        else:
            async with self._django.thread():
                response = await self._api.respond(scope, body)
            await send_response(scope, send, response=response)

    def _goes_to_tls(self, scope: Any, path: str) -> bool:
        return self._redirect_to_tls and scope["scheme"] == "http" and path not in PROBES

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        async with self._lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _fields(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Headers by name. Repeated ones are joined, as in Django and RFC 9110, so two Host headers name no known host."""
    fields = dict(headers)
    if len(fields) == len(headers):
        return fields
    repeated: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        repeated.setdefault(name, []).append(value)
    return {name: b",".join(values) for name, values in repeated.items()}
