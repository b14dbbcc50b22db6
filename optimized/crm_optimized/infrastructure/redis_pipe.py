"""One connection to Redis for a whole worker: commands are written as they come, replies arrive in the same order.

redis.asyncio takes a connection out of a pool for each command, sets two timers and waits; that is half of the CPU of a
cached answer. Here a command is one write and one future, and commands of concurrent requests share the system calls.
"""

import asyncio
from collections import deque
from typing import Any, cast

import hiredis
from redis.connection import parse_url


class RedisUnavailable(Exception):
    """Redis refused, was lost, or did not answer in time."""


class RedisPipe:
    def __init__(self, url: str, *, timeout_s: float) -> None:
        self._address: dict[str, Any] = dict(parse_url(url))  # type: ignore[no-untyped-call]
        self._timeout_s = timeout_s
        self._connecting: asyncio.Task[_Connection] | None = None
        self._connection: _Connection | None = None

    async def execute(self, *command: bytes | str | int) -> Any:
        """The reply. Raises RedisUnavailable, at most two timeouts after the call."""
        connection = self._connection
        if connection is None or connection.lost:
            connection = await self._connected()
        return await connection.send(command)

    async def aclose(self) -> None:
        if self._connection is not None:
            self._connection.lose("closed")
            await asyncio.sleep(0)  # the transport closes its socket in the next turn of the loop

    async def _connected(self) -> "_Connection":
        """Everybody who finds no connection waits for the same attempt."""
        if self._connecting is None:
            self._connecting = asyncio.create_task(self._connect())
            self._connecting.add_done_callback(self._attempted)
        return await asyncio.shield(self._connecting)

    def _attempted(self, attempt: "asyncio.Task[_Connection]") -> None:
        self._connecting = None
        if not attempt.cancelled() and attempt.exception() is None:
            self._connection = attempt.result()

    async def _connect(self) -> "_Connection":
        address = self._address
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_s):
                _, connection = await loop.create_connection(
                    lambda: _Connection(loop, self._timeout_s),
                    address.get("host", "localhost"),
                    address.get("port", 6379),
                    ssl=True if "connection_class" in address else None,  # parse_url names one for rediss:// alone
                )
        except (OSError, TimeoutError) as error:
            raise RedisUnavailable(f"no connection: {error or 'timed out'}") from None
        try:
            if password := address.get("password"):
                await connection.send(("AUTH", address.get("username") or "default", password))
            if database := address.get("db"):
                await connection.send(("SELECT", database))
        except RedisUnavailable as error:
            connection.lose(str(error))
            raise
        return connection


class _Connection(asyncio.Protocol):
    """Fails every command under way, and itself, when the oldest of them has waited too long."""

    def __init__(self, loop: asyncio.AbstractEventLoop, timeout_s: float) -> None:
        self._loop = loop
        self._timeout_s = timeout_s
        self._reader = hiredis.Reader()
        self._waiting: deque[tuple[float, asyncio.Future[Any]]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.WriteTransport | None = None
        self.lost = False

    def send(self, command: tuple[bytes | str | int, ...]) -> "asyncio.Future[Any]":
        reply: asyncio.Future[Any] = self._loop.create_future()
        if self.lost or self._transport is None:
            reply.set_exception(RedisUnavailable("connection lost"))
            return reply
        self._waiting.append((self._loop.time() + self._timeout_s, reply))
        if self._timer is None:
            self._timer = self._loop.call_later(self._timeout_s, self._expire)
        self._transport.write(hiredis.pack_command(command))  # type: ignore[arg-type]
        return reply

    def lose(self, reason: str) -> None:
        self.lost = True
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            self._transport.abort()
        while self._waiting:
            _, reply = self._waiting.popleft()
            if not reply.done():
                reply.set_exception(RedisUnavailable(reason))

    def _expire(self) -> None:
        """One timer for all commands: it looks when the oldest one is due, and waits on."""
        self._timer = None
        if not self._waiting:
            return
        due, _ = self._waiting[0]
        if due <= self._loop.time():
            self.lose("no answer in time")
        else:
            self._timer = self._loop.call_at(due, self._expire)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (answer := self._reader.gets()) is not False:
            _, reply = self._waiting.popleft()
            if reply.done():
                continue  # its request was cancelled
            if isinstance(answer, hiredis.ReplyError):
                reply.set_exception(RedisUnavailable(str(answer)))
            else:
                reply.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        self.lose(str(error or "closed by the server"))
