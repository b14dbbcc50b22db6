"""Writers that share customers. Each changes parts of its own, and one of them creates and deletes the customer."""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import msgspec

from races import parts
from races.client import Servers
from races.database import stored_parts
from races.history import Read, Write
from races.readers import CUSTOMERS
from races.recording import Exchange, RecordedClient, Recording
from races.writers import PAUSES_S, RECOVERY_S

# The number of writes of its keeper after which a customer is deleted is drawn from this range.
LIFE = (30, 150)
# Each of the first two writers keeps a customer, one of each kind (`parts.py`).
KEEPERS = 2


@dataclass(slots=True)
class Shared:
    """A shared customer. Each part has one writer, and `keeper` is the number of the writer that deletes the customer.

    `began` has the time of the first attempt to write the next version of a part. `deleted` is when the deletion was
    acknowledged: None before it, infinity if it happened without an answer.
    """

    code: str
    id: int
    keeper: int
    writes_left: int
    versions: dict[str, int]
    began: dict[str, float] = field(default_factory=dict)
    deletion_began: float = inf
    deleted: float | None = None

    def deletions(self) -> list[Write]:
        """One for each part. Call it after all writers have stopped."""
        if self.deleted is None:
            return []
        return [
            Write(parts.key(self.code, part), version + 1, self.deletion_began, self.deleted, deletes=True)
            for part, version in self.versions.items()
        ]


class PartWriter:
    """`number` is its place among `of` part writers."""

    def __init__(
        self, servers: Servers, recording: Recording, *, database_url: str, seed: int, number: int, of: int
    ) -> None:
        self._client = RecordedClient(servers, recording)
        self.close = self._client.close
        self._recording = recording
        self._database_url = database_url
        self._draw = random.Random(f"part writer {seed}")
        self._number, self._of = number, of
        self._made = 0

    def __call__(self) -> None:
        mine = [shared for shared in self._alive() if shared.keeper == self._number]
        if not mine and self._number < KEEPERS:
            self._create()
        elif mine and mine[0].writes_left <= 0:
            self._delete(mine[0])
        elif alive := self._alive():
            self._patch(self._draw.choice(alive))
        time.sleep(self._draw.choice(PAUSES_S))

    def _alive(self) -> list[Shared]:
        return [shared for shared in list(self._recording.shared) if shared.deleted is None]

    def _create(self) -> None:
        code = f"{parts.PREFIX}{KEEPERS * self._made + self._number}"
        versions = dict.fromkeys(parts.parts_of(code), 1)
        exchange = self._client.write("POST", CUSTOMERS, content=parts.body(code, versions))
        acknowledged = exchange.ended
        if exchange.is_in_doubt:
            stored = self._stored(code)
            if stored is None:
                return
            key, acknowledged = stored["id"], inf
        else:
            _check(exchange, 201)
            key = msgspec.json.decode(exchange.reply.body)["id"]
            self._recording.directory.append((code, key))
        self._made += 1
        for part in versions:
            self._recording.writes.append(Write(parts.key(code, part), 1, exchange.began, acknowledged))
        self._recording.shared.append(Shared(code, key, self._number, self._draw.randint(*LIFE), versions))

    def _patch(self, shared: Shared) -> None:
        mine = self._parts_of(shared)
        if not mine:
            return
        part = self._draw.choice(mine)
        version = shared.versions[part] + 1
        exchange = self._client.write("PATCH", f"{CUSTOMERS}/{shared.id}", content=parts.change(part, version))
        first_began = shared.began.setdefault(part, exchange.began)
        if shared.keeper == self._number:
            shared.writes_left -= 1
        if exchange.reply.status == 404:
            assert shared.deletion_began < exchange.ended, f"{shared.code} is gone, and no writer deleted it"
            return
        acknowledged = exchange.ended
        key = parts.key(shared.code, part)
        if exchange.is_in_doubt:
            stored = self._stored(shared.code)
            if stored is not None and (parts.recognise(stored) or {}).get(key) != version:
                return  # it did not happen, and is tried again
            acknowledged = inf
        else:
            _check(exchange, 200)
            self._recording.reads.append(self._read_of(exchange, shared.code))
        del shared.began[part]
        shared.versions[part] = version
        self._recording.writes.append(Write(key, version, first_began, acknowledged))

    def _read_of(self, exchange: Exchange, code: str) -> Read:
        """The answer to a write is a read of all other parts."""
        shown: Mapping[str, int] | None = self._recording.records.recognise(exchange.reply.body)
        if shown is None:
            malformed = f"no versions look like this: {exchange.reply.body.decode()}"
            return Read(exchange.began, exchange.ended, {}, of=code, malformed=malformed)
        return Read(exchange.began, exchange.ended, shown, of=code)

    def _delete(self, shared: Shared) -> None:
        # Before the request, because the other writers compare with it.
        shared.deletion_began = min(shared.deletion_began, time.monotonic())
        exchange = self._client.write("DELETE", f"{CUSTOMERS}/{shared.id}", content=None)
        if not exchange.is_in_doubt:
            _check(exchange, 204)
            shared.deleted = exchange.ended
        elif self._stored(shared.code) is None:
            shared.deleted = inf

    def _parts_of(self, shared: Shared) -> Sequence[str]:
        """The parts of this writer. No part has two writers."""
        return [part for place, part in enumerate(shared.versions) if place % self._of == self._number]

    def _stored(self, code: str) -> dict[str, Any] | None:
        time.sleep(RECOVERY_S)
        return stored_parts(self._database_url, code)


def _check(exchange: Exchange, status: int) -> None:
    assert exchange.reply.status == status, f"{exchange.reply.status} {exchange.reply.body!r}"
