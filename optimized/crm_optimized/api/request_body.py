"""The body of a write is used whole or not at all. It is read and measured before Django sees the request."""

from typing import Any

from crm_optimized.api.http_answer import send_response
from crm_optimized.api.problems import problem

# 64 KiB. Without a limit, Django writes a body of any size to disk before it looks at it: of 200 MB, 193 MB.
BODY_BYTES_MAX = 65_536


class BodyTooLarge(Exception):
    pass


class BodyCutShort(Exception):
    """The client left before the end. Its intention is unknown, even if the beginning is valid JSON."""


async def whole_body(declared_bytes: bytes, receive: Any) -> bytes:
    """`declared_bytes` is the value of Content-Length, or empty. If it is too large, nothing is read.

    Raises BodyTooLarge and BodyCutShort.
    """
    digits = declared_bytes.lstrip(b"0")
    if len(digits) > len(str(BODY_BYTES_MAX)) or int(digits or b"0") > BODY_BYTES_MAX:
        raise BodyTooLarge
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise BodyCutShort
        body += message.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            raise BodyTooLarge
        if not message.get("more_body"):
            return bytes(body)


async def accepted_body(scope: Any, receive: Any, *, send: Any, declared_bytes: bytes) -> bytes | None:
    """As `whole_body`. None instead of its errors: the client has left, or has got a 413."""
    try:
        return await whole_body(declared_bytes, receive)
    except BodyCutShort:
        return None
    except BodyTooLarge:
        refusal = problem(413, f"A body has at most {BODY_BYTES_MAX} bytes.")
        refusal["Connection"] = "close"
        await send_response(scope, send, response=refusal)
        return None


def replay(body: bytes, receive: Any) -> Any:
    """An ASGI `receive` that returns this body first, and then the later messages of the server."""
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Any:
        return pending.pop() if pending else await receive()

    return again
