"""One connection to Redis for a whole worker. Commands are sent at once, and replies arrive in the same order.

For each command, redis.asyncio takes a connection from a pool, sets two timers and waits. This takes half of the CPU of
a cached answer. Here a command is one write and one future, and concurrent requests share the system calls.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, cast

import hiredis

from crm_optimized.infrastructure.redis_url import redis_address, tls_context


class RedisUnavailable(Exception):
    """Redis refused, was lost, or did not answer in time."""


class RedisRefused(RedisUnavailable):
    """Redis answered with an error."""


type Command = tuple[bytes | str | int, ...]


@dataclass(frozen=True, slots=True)
class Lease:
    """Trust a reply only within `seconds` after the last successful renewal was sent. After that, drop the connection
    and open a new one. A lease is renewed twice in that time, even if no command is sent.

    `begin` is the first command on every connection, and `renew` renews the lease. After `awake_s` without a command
    the lease runs out, because each renewal wakes up worker and server. The next command then sends `renew` first. So
    `renew` must make sure that the server forgets what nobody has renewed for `seconds`.
    """

    seconds: float
    begin: Command
    renew: Command
    awake_s: float = math.inf


class RedisPipe:
    def __init__(self, url: str, *, timeout_s: float, lease: Lease) -> None:
        self._address = redis_address(url)
        self._tls = tls_context(self._address) if url.startswith("rediss://") else None
        self._timeout_s = timeout_s
        self._lease = lease
        self._connecting: asyncio.Task[_Connection] | None = None
        self._connection: _Connection | None = None

    async def execute(self, *command: bytes | str | int) -> Any:
        """The reply. Raises RedisUnavailable, after two timeouts at the latest."""
        connection = self._connection
        if connection is None or connection.lost:
            connection = await self._connected()
        reply = await connection.send(command)
        if monotonic() > connection.leased_until:
            connection.lose("the lease ran out")
            raise RedisUnavailable("the lease ran out")
        return reply

    def post(self, *command: bytes | str | int, failed: Callable[[BaseException], None]) -> None:
        """Sends a command and waits for no reply. Without a connection it does nothing. `failed` gets the error."""

        def replied(reply: "asyncio.Future[Any]") -> None:
            if error := reply.exception():
                failed(error)

        if self._connection is not None:
            self._connection.send(command).add_done_callback(replied)

    async def aclose(self) -> None:
        if self._connection is not None:
            self._connection.lose("closed")
            await asyncio.sleep(0)  # the transport closes its socket in the next iteration of the loop

    async def _connected(self) -> "_Connection":
        """All requests without a connection wait for the same attempt to connect."""
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

        def protocol() -> _Connection:
            return _Connection(loop, self._timeout_s)

        try:
            async with asyncio.timeout(self._timeout_s):
                if path := address.get("path"):
                    _, connection = await loop.create_unix_connection(protocol, path)
                else:
                    host, port = address.get("host", "localhost"), address.get("port", 6379)
                    _, connection = await loop.create_connection(protocol, host, port, ssl=self._tls)
        except (OSError, TimeoutError) as error:
            raise RedisUnavailable(f"no connection: {error or 'timed out'}") from None
        try:
            user, password = address.get("username"), address.get("password", "")
            if user or password:
                await connection.send(("AUTH", user, password) if user else ("AUTH", password))
            if database := address.get("db"):
                await connection.send(("SELECT", database))
            await connection.begin(self._lease)
        except RedisUnavailable as error:
            connection.lose(str(error))
            raise
        return connection


class _Connection(asyncio.Protocol):
    """When the oldest command has waited too long, all commands in progress fail, and the connection is lost."""

    def __init__(self, loop: asyncio.AbstractEventLoop, timeout_s: float) -> None:
        self._loop = loop
        self._timeout_s = timeout_s
        self._reader = hiredis.Reader()
        self._waiting: deque[tuple[float, asyncio.Future[Any]]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._renewal: asyncio.TimerHandle | None = None
        self._asleep: Lease | None = None
        self._unasked_s = 0.0
        self._transport: asyncio.WriteTransport | None = None
        self.lost = False
        self.leased_until = 0.0  # on time.monotonic(), because uvloop's clock stands still within an iteration

    def send(self, command: Command) -> "asyncio.Future[Any]":
        self._unasked_s = 0.0
        if self._asleep is not None:
            self._wake(self._asleep)
        if self._timer is None and not self.lost:
            self._timer = self._loop.call_later(self._timeout_s, self._expire)
        return self._write(command)

    def _write(self, command: Command) -> "asyncio.Future[Any]":
        reply: asyncio.Future[Any] = self._loop.create_future()
        if self.lost or self._transport is None:
            reply.set_exception(RedisUnavailable("connection lost"))
            return reply
        self._waiting.append((self._loop.time() + self._timeout_s, reply))
        self._transport.write(hiredis.pack_command(command))  # type: ignore[arg-type]
        return reply

    async def begin(self, lease: Lease) -> None:
        sent_at = monotonic()
        await self.send(lease.begin)
        self.leased_until = sent_at + lease.seconds
        self._renewal = self._loop.call_later(lease.seconds / 2, self._renew, lease)

    def lose(self, reason: str) -> None:
        self.lost = True
        self.leased_until = 0.0
        for timer in (self._timer, self._renewal):
            if timer is not None:
                timer.cancel()
        if self._transport is not None:
            self._transport.abort()
        while self._waiting:
            _, reply = self._waiting.popleft()
            if not reply.done():
                reply.set_exception(RedisUnavailable(reason))

    def _renew(self, lease: Lease) -> None:
        # A renewal has no timer of its own; the next one checks it. Timers cause a third of an idle worker's wake-ups.
        if self._overdue():
            self.lose("no answer in time")
        elif self._unasked_s >= lease.awake_s:
            self._asleep = lease
        else:
            self._unasked_s += lease.seconds / 2
            self._send_renewal(lease)

    def _wake(self, lease: Lease) -> None:
        self._asleep = None
        # Until the reply to the renewal, which comes before all others: `_renewed` or `lose` sets the end.
        self.leased_until = math.inf
        self._send_renewal(lease)

    def _send_renewal(self, lease: Lease) -> None:
        self._renewal = self._loop.call_later(lease.seconds / 2, self._renew, lease)
        renewed = partial(self._renewed, lease.seconds + monotonic())
        self._write(lease.renew).add_done_callback(renewed)

    def _renewed(self, until: float, reply: "asyncio.Future[Any]") -> None:
        if reply.exception() or monotonic() > self.leased_until:
            self.lose("the lease was not renewed")
        else:
            self.leased_until = until

    def _overdue(self) -> bool:
        return bool(self._waiting) and self._waiting[0][0] <= self._loop.time()

    def _expire(self) -> None:
        """One timer for all commands: it checks the oldest one when that is due, and then waits for the next."""
        self._timer = None
        if self._overdue():
            self.lose("no answer in time")
        elif self._waiting:
            self._timer = self._loop.call_at(self._waiting[0][0], self._expire)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (answer := self._reader.gets()) is not False:
            _, reply = self._waiting.popleft()
            if reply.done():
                continue  # the request was cancelled
            if isinstance(answer, hiredis.ReplyError):
                reply.set_exception(RedisRefused(str(answer)))
            else:
                reply.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        self.lose(str(error or "closed by the server"))
