"""The floors under a hit and under a miss as they were on 22 November 2026: `uvicorn --factory floors.kept:NAME`.

The other floors use the service's statement, encoder and connections, and become faster with them. Nothing here is the
service's, so its progress can be measured. Do not improve this file.
"""

import asyncio
from collections import deque
from time import monotonic
from typing import Any, cast

import hiredis
import msgspec
from django.conf import settings
from psycopg import AsyncConnection
from psycopg.types.string import TextLoader
from psycopg_pool import AsyncConnectionPool
from redis.connection import parse_url

from floors.serving import served

KEY = "floors:first-page"
ROWS = 20
SQL = b"""
WITH c AS (
    SELECT c.* FROM (SELECT * FROM customers_customer c WHERE TRUE ORDER BY c.created DESC, c.id DESC LIMIT 21) AS c
     ORDER BY c.created DESC, c.id DESC LIMIT 21
)
SELECT c.id, c.customer_id, c.first_name, c.last_name, c.gender, c.phone_number, c.birthday,
       c.created, c.last_updated, a.street, a.street_number, a.city_code, a.city, a.country,
       r.points, r.last_activity
FROM c JOIN customers_relationship r ON r.customer_id = c.id LEFT JOIN customers_address a ON a.customer_id = c.id
ORDER BY c.created DESC, c.id DESC"""
SESSION = (
    "-c timezone=UTC -c datestyle=ISO -c jit=off -c max_parallel_workers_per_gather=0 -c enable_seqscan=off"
    " -c enable_hashjoin=off -c enable_mergejoin=off"
)
ALL_DIGITS = len("2024-05-01 10:11:12.500001+00")


def from_postgres() -> Any:
    page = Page()
    return served(page.computed, page)


def from_redis() -> Any:
    page, pipe = Page(), Pipe()

    async def answer() -> bytes:
        if pipe.transport is None:
            await pipe.connect()
        stored: bytes | None = await pipe.execute(b"GET", KEY)
        if stored is None:
            stored = await page.computed()
            await pipe.execute(b"SET", KEY, stored)
        return stored

    return served(answer, page)


class Address(msgspec.Struct):
    street: str | None
    street_number: str | None
    city_code: str
    city: str
    country: str


class Relationship(msgspec.Struct):
    points: int
    last_activity: str | None


class Customer(msgspec.Struct):
    id: int
    customer_id: str
    first_name: str
    last_name: str
    gender: str
    phone_number: str | None
    birthday: str | None
    created: str
    last_updated: str
    address: Address | None
    relationship: Relationship


encode = msgspec.json.Encoder().encode


class Page:
    def __init__(self) -> None:
        database = settings.DATABASES["default"]
        address = {name: database[name.upper()] for name in ("user", "password", "host", "port")}
        self._pool = AsyncConnectionPool(
            kwargs={"dbname": database["NAME"], **address, "autocommit": True, "options": SESSION},
            configure=_configure,
            min_size=1,
            max_size=4,
            open=False,
        )

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    async def computed(self) -> bytes:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(SQL, {}, prepare=True)
            rows = await cursor.fetchall()
        return b'{"next":null,"previous":null,"results":%b}' % encode([_customer(row) for row in rows[:ROWS]])


async def _configure(connection: AsyncConnection) -> None:
    for calendar_type in ("timestamptz", "date"):
        connection.adapters.register_loader(calendar_type, TextLoader)


def _customer(row: Any) -> Customer:
    id_, customer_id, first, last, gender, phone, birthday, created, updated, *address, points, last_activity = row
    return Customer(
        id_,
        customer_id,
        first,
        last,
        gender,
        phone,
        birthday,
        _instant(created),
        _instant(updated),
        None if address[2] is None else Address(*address),
        Relationship(points, last_activity and _instant(last_activity)),
    )


def _instant(text: str) -> str:
    if len(text) == ALL_DIGITS:
        return f"{text[:10]}T{text[11:26]}Z"
    return f"{text[:10]}T{text[11:19]}.{text[20:-3]:0<6}Z"


class Pipe(asyncio.Protocol):
    """One connection: a command is one write and one future. Its lease lasts, because nothing here writes customers."""

    def __init__(self) -> None:
        self.transport: asyncio.WriteTransport | None = None
        self._reader = hiredis.Reader()
        self._waiting: deque[tuple[float, asyncio.Future[Any]]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._leased_until = float("inf")

    async def connect(self) -> None:
        self._loop = asyncio.get_running_loop()
        address: dict[str, Any] = dict(parse_url(settings.REDIS_URL))  # type: ignore[no-untyped-call]
        await self._loop.create_connection(lambda: self, address["host"], address["port"])
        if password := address.get("password"):
            await self.execute(b"AUTH", address.get("username") or "default", password)
        await self.execute(b"SELECT", str(address.get("db", 0)))

    async def execute(self, *command: bytes | str) -> Any:
        reply = await self._send(command)
        if monotonic() > self._leased_until:
            raise TimeoutError
        return reply

    def _send(self, command: tuple[bytes | str, ...]) -> "asyncio.Future[Any]":
        if self._timer is None:
            self._timer = self._loop.call_later(settings.CACHE_WAIT, self._expire)
        reply: asyncio.Future[Any] = self._loop.create_future()
        assert self.transport is not None
        self._waiting.append((self._loop.time() + settings.CACHE_WAIT, reply))
        self.transport.write(hiredis.pack_command(command))  # type: ignore[arg-type]
        return reply

    def _expire(self) -> None:
        self._timer = None
        if self._waiting:
            self._timer = self._loop.call_at(self._waiting[0][0], self._expire)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (answer := self._reader.gets()) is not False:
            _, reply = self._waiting.popleft()
            if isinstance(answer, hiredis.ReplyError):
                reply.set_exception(answer)
            else:
                reply.set_result(answer)
