"""Readers: they ask for lists and single customers, and write down the versions that they were shown."""

import random
import time
from collections.abc import Sequence

import msgspec

from races.client import Reply, Servers
from races.history import Read
from races.recording import Exchange, RecordedClient, Recording
from races.versions import STILL_PREFIX

CUSTOMERS = "/api/v1/customers"
# Three lists of the same customers. Each has other keys in the cache and other plans in the database.
LISTS = (
    f"{CUSTOMERS}?page_size=40",
    f"{CUSTOMERS}?customer_id=race&page_size=100",
    f"{CUSTOMERS}?search=race&ordering=points&page_size=100",
)
# Part of the bytes of a customer that no client changes.
STILL = f'"{STILL_PREFIX}'.encode()
# The share of lists in all reads, and of conditional requests in repeated ones.
LIST_SHARE = 0.5
CONDITIONAL_SHARE = 0.5
# Seconds between two reads of one client. The pause leaves the processors to the service.
PAUSE_S = 0.001


class Page(msgspec.Struct):
    results: list[msgspec.Raw]


class Reader:
    def __init__(self, servers: Servers, recording: Recording, *, seed: int) -> None:
        self._client = RecordedClient(servers, recording)
        self.close = self._client.close
        self._recording = recording
        self._draw = random.Random(f"reader {seed}")
        self._kept: dict[str, tuple[str, bytes]] = {}  # by path: the ETag and the body of the last answer

    def __call__(self) -> None:
        code, path = None, self._draw.choice(LISTS)
        if self._recording.directory and self._draw.random() > LIST_SHARE:
            code, key = self._draw.choice(list(self._recording.directory))
            path = f"{CUSTOMERS}/{key}"
        self._read(path, code)
        time.sleep(PAUSE_S)

    def _read(self, path: str, code: str | None) -> None:
        etag, kept = self._kept.get(path, ("", b""))
        # Half of the repeated requests ask whether the kept answer is still current, as a browser does.
        headers = {"if-none-match": etag} if etag and self._draw.random() > CONDITIONAL_SHARE else {}
        exchange = self._client.get(path, headers=headers)
        reply = exchange.reply
        if reply.status == 200:
            self._kept[path] = reply.headers["etag"], reply.body
        elif reply.status == 304:
            reply = Reply(200, reply.headers, kept)
        if reply.status in (200, 404):
            self._recording.reads.append(self._read_of(reply, code, exchange=exchange))

    def _read_of(self, reply: Reply, code: str | None, *, exchange: Exchange) -> Read:
        """`code` is the customer that was asked for, or None for a list."""
        began, ended = exchange.began, exchange.ended
        if reply.status == 404:
            return Read(began, ended, {}, of=code)
        rows: Sequence[bytes] = [reply.body]
        if code is None:
            rows = [bytes(row) for row in msgspec.json.decode(reply.body, type=Page).results if STILL not in bytes(row)]
        shown: dict[str, int] = {}
        for row in rows:
            recognised = self._recording.records.recognise(row)
            if recognised is None:
                return Read(began, ended, {}, of=code, malformed=f"fields of two versions: {row.decode()}")
            if recognised.keys() & shown.keys():
                return Read(began, ended, {}, of=code, malformed=f"{next(iter(recognised))} twice in one list")
            shown.update(recognised)
        if code is not None and {key.partition(" ")[0] for key in shown} != {code}:
            return Read(began, ended, {}, of=code, malformed=f"asked for {code}, shown {list(shown)}")
        return Read(began, ended, shown, of=code)
