"""ASGI's lifespan: open something when the server starts, and close it when the server stops."""

from typing import Any, Protocol


class Opened(Protocol):
    async def open(self) -> None: ...

    async def close(self) -> None: ...


async def live(receive: Any, send: Any, *, opening: Opened) -> None:
    await receive()
    await opening.open()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await opening.close()
    await send({"type": "lifespan.shutdown.complete"})
