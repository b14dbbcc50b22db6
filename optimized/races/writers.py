"""Writers with customers of their own: they create, change and delete them, and write down every version."""

import random
import time
from dataclasses import dataclass

import msgspec

from races.client import Servers
from races.database import stored_version
from races.history import Write
from races.readers import CUSTOMERS
from races.recording import RecordedClient, Recording
from races.versions import body

CUSTOMERS_A_WRITER = 3
# The last version of a customer is drawn from this range. Then the customer is deleted and replaced by a new one.
LAST_VERSION = (5, 60)
# Seconds after a write. Without any pause, no answer would live long enough to be read twice.
PAUSES_S = (0.0, 0.0, 0.005, 0.02, 0.1)
# Seconds after a write in doubt. Then it has happened, or it never will.
RECOVERY_S = 0.1


@dataclass(slots=True)
class Customer:
    """`began` is the time of the first attempt to write the next version; 0 before it."""

    code: str
    last: int
    version: int = 0
    id: int | None = None
    began: float = 0.0


class Writer:
    """No other client writes its customers, so their versions have a known order."""

    def __init__(self, servers: Servers, recording: Recording, *, database_url: str, seed: int) -> None:
        self._client = RecordedClient(servers, recording)
        self.close = self._client.close
        self._recording = recording
        self._database_url = database_url
        self._draw = random.Random(f"writer {seed}")
        self._name = f"race-{seed}"
        self._made = 0
        self._mine: list[Customer] = []

    def __call__(self) -> None:
        while len(self._mine) < CUSTOMERS_A_WRITER:
            self._made += 1
            self._mine.append(Customer(f"{self._name}-{self._made}", self._draw.randint(*LAST_VERSION)))
        self._write(self._draw.choice(self._mine))
        time.sleep(self._draw.choice(PAUSES_S))

    def _write(self, customer: Customer) -> None:
        version = customer.version + 1
        deletes = version > customer.last
        method, path = "POST", CUSTOMERS
        if customer.id is not None:
            method, path = "DELETE" if deletes else self._draw.choice(("PUT", "PATCH")), f"{CUSTOMERS}/{customer.id}"
        exchange = self._client.write(method, path, content=None if deletes else body(customer.code, version))
        customer.began = customer.began or exchange.began
        if exchange.is_in_doubt:
            self._settle(customer, version, deletes=deletes)
            return
        reply = exchange.reply
        assert reply.status in (200, 201, 204), f"{method} {path}: {reply.status} {reply.body!r}"
        assert deletes or self._recording.records.recognise(reply.body) == {customer.code: version}, reply.body
        if customer.id is None:
            customer.id = msgspec.json.decode(reply.body)["id"]
            self._recording.directory.append((customer.code, customer.id))
        self._done(customer, Write(customer.code, version, customer.began, exchange.ended, deletes=deletes))

    def _settle(self, customer: Customer, version: int, *, deletes: bool) -> None:
        """A write in doubt: ask the database. A write that did not happen is tried again."""
        time.sleep(RECOVERY_S)
        stored = stored_version(self._database_url, customer.code)
        happened = stored is None if deletes else stored is not None and stored[1] == version
        if happened:
            if stored:
                customer.id = stored[0]
            self._done(customer, Write(customer.code, version, customer.began, deletes=deletes))

    def _done(self, customer: Customer, write: Write) -> None:
        self._recording.writes.append(write)
        customer.version, customer.began = write.version, 0.0
        if write.deletes:
            self._mine.remove(customer)
