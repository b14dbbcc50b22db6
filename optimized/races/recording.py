"""Everything that the clients of a race write down, and the client that writes down each request."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from races.client import Client, NoAnswer, Reply, Servers
from races.history import Read, Write
from races.versions import Records

# Customers that readers ask for. Some of them are deleted already.
REMEMBERED = 24


@dataclass(frozen=True, slots=True)
class Timing:
    """`status` is 0 without an answer. `cache` is HIT, MISS or BYPASS, and empty for a write."""

    began: float
    took_s: float
    writes: bool
    status: int
    cache: str


@dataclass(slots=True)
class Recording:
    """Threads append to the same lists, which is atomic.

    `directory` has codes and ids of the newest customers, `shared` those customers that part writers share
    (`part_writers.Shared`).
    """

    records: Records = field(default_factory=Records)
    writes: list[Write] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)
    directory: deque[tuple[str, int]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    shared: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its reply. Times are before the request is sent and after the reply has arrived."""

    reply: Reply
    began: float
    ended: float

    @property
    def is_in_doubt(self) -> bool:
        """A write without an answer, or with an error 5xx, may have happened or not."""
        return self.reply.status == 0 or self.reply.status >= 500


class RecordedClient:
    def __init__(self, servers: Servers, recording: Recording) -> None:
        self._client = Client(servers)
        self.close = self._client.close
        self._recording = recording

    def get(self, path: str, *, headers: Mapping[str, str]) -> Exchange:
        return self._ask("GET", path, headers=headers)

    def write(self, method: str, path: str, *, content: object) -> Exchange:
        """`content` is sent as JSON, unless it is None."""
        body = None if content is None else msgspec.json.encode(content)
        return self._ask(method, path, body=body, headers={"content-type": "application/json"})

    def _ask(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Exchange:
        began = time.monotonic()
        try:
            reply = self._client.ask(method, path, body=body, headers=headers)
        except NoAnswer:
            reply = Reply(0, {}, b"")
        ended = time.monotonic()
        writes = method != "GET"
        cache = "" if writes else reply.headers.get("x-cache", "")
        self._recording.timings.append(Timing(began, ended - began, writes=writes, status=reply.status, cache=cache))
        return Exchange(reply, began, ended)
