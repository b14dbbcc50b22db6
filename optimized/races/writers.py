"""Readers and writers: threads that ask the service without pause, or nearly, and write down what they saw and when."""

import random
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Any, Protocol

import msgspec

from races.client import Client, NoAnswer, Reply
from races.history import Read, Write
from races.servers import stored_version
from races.versions import STILL_PREFIX, Records, body

CUSTOMERS = "/api/v1/customers"
# Three ways to the same customers, each through other keys of the cache and other plans of the database.
LISTS = (
    f"{CUSTOMERS}?page_size=40",
    f"{CUSTOMERS}?customer_id=race&page_size=100",
    f"{CUSTOMERS}?search=race&ordering=points&page_size=100",
)
STILL = f'"{STILL_PREFIX}'.encode()  # in the bytes of a customer whom nobody changes
LIST_SHARE = 0.5
CUSTOMERS_A_WRITER = 3
LAST_VERSION = (5, 60)  # drawn for each customer; then it is deleted and another takes its place
PAUSES_S = (0.0, 0.0, 0.005, 0.02, 0.1)  # after a write; without any, no answer would live long enough to be read twice
THINKING_S = 0.001  # a reader's pause, which leaves the processors to the service
REMEMBERED = 24  # customers that readers ask for, some of them deleted by now
RECOVERY_S = 0.1  # after a write in doubt: until then it has happened or never will


class Page(msgspec.Struct):
    results: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Timing:
    began: float
    took_s: float
    writes: bool
    status: int  # 0: no answer
    cache: str  # HIT, MISS or BYPASS; empty for a write


@dataclass(slots=True)
class Notes:
    """All that the clients write down. Appending to a list is atomic."""

    records: Records = field(default_factory=Records)
    writes: list[Write] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)
    directory: deque[tuple[str, int]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    """Codes and ids of the newest customers."""
    shared: list[Any] = field(default_factory=list)
    """The customers of all part writers, `part_writers.Shared`."""


class Act(Protocol):
    def __call__(self) -> object: ...

    def close(self) -> None: ...


class Crowd:
    """Threads that do the same again and again, and can be held between two rounds."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._idle: list[threading.Event] = []
        self._go = threading.Event()
        self._go.set()
        self._over = False
        self._failure: BaseException | None = None

    def start(self, act: Act) -> None:
        idle = threading.Event()
        self._idle.append(idle)
        self._threads.append(threading.Thread(target=self._repeat, args=(act, idle), daemon=True))
        self._threads[-1].start()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody of the crowd is in the middle of anything inside the block."""
        self._go.clear()
        for idle in self._idle:
            idle.wait()
        try:
            yield
        finally:
            self._go.set()

    def stop(self) -> None:
        """Raises what ended a thread before its time."""
        self._over = True
        self._go.set()
        for thread in self._threads:
            thread.join()
        if self._failure is not None:
            raise self._failure

    def _repeat(self, act: Act, idle: threading.Event) -> None:
        try:
            while not self._over:
                if not self._go.is_set():
                    idle.set()
                    self._go.wait()
                    idle.clear()
                    continue
                act()
        except BaseException as error:  # noqa: BLE001  raised again where the race is awaited
            self._failure = error
        finally:
            idle.set()
            act.close()


class Reader:
    def __init__(self, port: int, notes: Notes, seed: int) -> None:
        self._client = Client(port)
        self.close = self._client.close
        self._notes = notes
        self._draw = random.Random(f"reader {seed}")
        self._kept: dict[str, tuple[str, bytes]] = {}  # by path: the ETag and body of the last answer

    def __call__(self) -> None:
        code, path = None, self._draw.choice(LISTS)
        if self._notes.directory and self._draw.random() > LIST_SHARE:
            code, key = self._draw.choice(list(self._notes.directory))
            path = f"{CUSTOMERS}/{key}"
        self._read(path, code)
        time.sleep(THINKING_S)

    def _read(self, path: str, code: str | None) -> None:
        etag, kept = self._kept.get(path, ("", b""))
        # Half of the readers ask whether what they have still holds, as a browser does.
        headers = {"if-none-match": etag} if etag and self._draw.random() > 0.5 else {}
        began = time.monotonic()
        try:
            reply = self._client.ask("GET", path, headers=headers)
        except NoAnswer:
            self._notes.timings.append(Timing(began, time.monotonic() - began, writes=False, status=0, cache=""))
            return
        ended = time.monotonic()
        cache = reply.headers.get("x-cache", "")
        self._notes.timings.append(Timing(began, ended - began, writes=False, status=reply.status, cache=cache))
        if reply.status == 200:
            self._kept[path] = reply.headers["etag"], reply.body
        elif reply.status == 304:
            reply = Reply(200, reply.headers, kept)
        if reply.status in (200, 404):
            self._notes.reads.append(self._understood(reply, code, began, ended))

    def _understood(self, reply: Reply, code: str | None, began: float, ended: float) -> Read:
        if reply.status == 404:
            return Read(began, ended, {}, of=code)
        rows: Sequence[bytes] = [reply.body]
        if code is None:
            rows = [bytes(row) for row in msgspec.json.decode(reply.body, type=Page).results if STILL not in bytes(row)]
        shown: dict[str, int] = {}
        for row in rows:
            recognised = self._notes.records.recognise(row)
            if recognised is None:
                return Read(began, ended, {}, of=code, malformed=f"fields of two versions: {row.decode()}")
            if recognised.keys() & shown.keys():
                return Read(began, ended, {}, of=code, malformed=f"{next(iter(recognised))} twice in one list")
            shown.update(recognised)
        if code is not None and {key.partition(" ")[0] for key in shown} != {code}:
            return Read(began, ended, {}, of=code, malformed=f"asked for {code}, shown {list(shown)}")
        return Read(began, ended, shown, of=code)


class Writer:
    """The only writer of its customers, so that their versions have an order that everybody can know."""

    def __init__(self, port: int, notes: Notes, database_url: str, seed: int) -> None:
        self._client = Client(port)
        self.close = self._client.close
        self._notes = notes
        self._database_url = database_url
        self._draw = random.Random(f"writer {seed}")
        self._name = f"race-{seed}"
        self._made = 0
        self._mine: list[_Customer] = []

    def __call__(self) -> None:
        while len(self._mine) < CUSTOMERS_A_WRITER:
            self._made += 1
            self._mine.append(_Customer(f"{self._name}-{self._made}", self._draw.randint(*LAST_VERSION)))
        self._write(self._draw.choice(self._mine))
        time.sleep(self._draw.choice(PAUSES_S))

    def _write(self, customer: "_Customer") -> None:
        version = customer.version + 1
        deletes = version > customer.last
        method, path = "POST", CUSTOMERS
        if customer.id is not None:
            method, path = "DELETE" if deletes else self._draw.choice(("PUT", "PATCH")), f"{CUSTOMERS}/{customer.id}"
        content = None if deletes else msgspec.json.encode(body(customer.code, version))
        began = time.monotonic()
        customer.began = customer.began or began
        try:
            reply = self._client.ask(method, path, body=content, headers={"content-type": "application/json"})
        except NoAnswer:
            reply = Reply(0, {}, b"")
        ended = time.monotonic()
        self._notes.timings.append(Timing(began, ended - began, writes=True, status=reply.status, cache=""))
        if reply.status == 0 or reply.status >= 500:
            self._settle(customer, version, deletes=deletes)
            return
        assert reply.status in (200, 201, 204), f"{method} {path}: {reply.status} {reply.body!r}"
        assert deletes or self._notes.records.recognise(reply.body) == {customer.code: version}, reply.body
        key = customer.id or msgspec.json.decode(reply.body)["id"]
        self._done(customer, Write(customer.code, version, customer.began, ended, deletes=deletes), key)

    def _settle(self, customer: "_Customer", version: int, *, deletes: bool) -> None:
        """A write in doubt: the database knows. One that did not happen will be tried again."""
        time.sleep(RECOVERY_S)
        stored = stored_version(self._database_url, customer.code)
        happened = stored is None if deletes else stored is not None and stored[1] == version
        if happened:
            key = stored[0] if stored else customer.id
            self._done(customer, Write(customer.code, version, customer.began, deletes=deletes), key)

    def _done(self, customer: "_Customer", write: Write, key: int | None) -> None:
        self._notes.writes.append(write)
        customer.version, customer.began = write.version, 0.0
        if write.deletes:
            self._mine.remove(customer)
        elif customer.id is None and key is not None:
            customer.id = key
            if write.acknowledged < inf:
                self._notes.directory.append((customer.code, key))


@dataclass(slots=True)
class _Customer:
    code: str
    last: int
    version: int = 0
    id: int | None = None
    began: float = 0.0  # of the write that is tried
