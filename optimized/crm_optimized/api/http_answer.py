"""An answer as ASGI messages."""

from typing import Any

from django.http import HttpResponse

type Headers = tuple[tuple[bytes, bytes], ...]

# A length of 0 would be wrong: a 204 has no content, and the length of a 304 is that of the 200.
WITHOUT_LENGTH = (204, 304)

NOT_SNIFFED = (b"x-content-type-options", b"nosniff")
# Browsers and proxies may keep an answer, but must ask whether it is still current. That costs them a 304.
CACHEABLE: Headers = ((b"content-type", b"application/json"), NOT_SNIFFED, (b"cache-control", b"no-cache"))


async def send_answer(scope: Any, send: Any, *, status: int, body: bytes, headers: Headers) -> None:
    """Content-Length is added to `headers`. A HEAD gets no body."""
    if status not in WITHOUT_LENGTH:
        headers = (*headers, (b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def send_response(scope: Any, send: Any, *, response: HttpResponse) -> None:
    """Django's response with its own headers."""
    headers = tuple(
        (name.lower().encode(), value.encode("latin-1"))
        for name, value in response.items()
        if name != "Content-Length"  # send_answer adds it
    )
    await send_answer(scope, send, status=response.status_code, body=response.content, headers=(*headers, NOT_SNIFFED))
