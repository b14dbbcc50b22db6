"""An ASGI callable that answers every request with one page, whatever it asks for."""

from collections.abc import Awaitable, Callable
from typing import Any

from floors.lifespan import Opened, live

type Answer = Callable[[], Awaitable[bytes]]


def served(answer: Answer, opening: Opened) -> Any:
    async def application(scope: Any, receive: Any, send: Any) -> None:  # noqa: PLR0917  ASGI's signature
        if scope["type"] == "lifespan":
            await live(receive, send, opening=opening)
            return
        body = await answer()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return application
