"""The body of a write: whole, or not at all. It is read and measured before Django sees the request."""

from typing import Any

BODY_BYTES_MAX = 65_536  # Django spools a body of any size to disk before it looks at it: 200 MB in, 193 MB on disk


class BodyTooLarge(Exception):
    pass


class BodyCutShort(Exception):
    """The client has left before the end: what it meant to ask is unknown, even if the beginning is valid JSON."""


async def whole_body(declared_bytes: bytes, receive: Any) -> bytes:
    """A declared size is believed when it is too large, so that nothing of such a body is read."""
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


def replay(body: bytes, receive: Any) -> Any:
    """A `receive` that gives this body again, and then what the server still has to say."""
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Any:
        return pending.pop() if pending else await receive()

    return again
