"""Writers that share customers: each changes parts of its own, and one of them creates and deletes the customer."""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import msgspec

from races import parts
from races.client import Client, NoAnswer, Reply
from races.history import Read, Write
from races.load import CUSTOMERS, PAUSES_S, RECOVERY_S, Notes, Timing
from races.servers import stored_parts

LIFE = (30, 150)  # writes of its keeper after which a customer is deleted, drawn for each


@dataclass(slots=True)
class Shared:
    """A customer, and what its writers know of it. Each part's members have one writer."""

    code: str
    id: int
    keeper: int
    writes_left: int
    versions: dict[str, int]
    began: dict[str, float] = field(default_factory=dict)
    """Of the write of a part that is tried."""
    deletion_began: float = inf
    deleted: float | None = None
    """When the deletion was acknowledged; infinity: never, but it happened."""

    def deletions(self) -> list[Write]:
        """When all writers have stopped."""
        if self.deleted is None:
            return []
        return [
            Write(parts.key(self.code, part), version + 1, self.deletion_began, self.deleted, deletes=True)
            for part, version in self.versions.items()
        ]


class PartWriter:
    def __init__(self, port: int, notes: Notes, database_url: str, seed: int, *, number: int, of: int) -> None:
        self._client = Client(port)
        self.close = self._client.close
        self._notes = notes
        self._database_url = database_url
        self._draw = random.Random(f"part writer {seed}")
        self._number, self._of = number, of
        self._made = 0

    def __call__(self) -> None:
        """Two writers keep a customer each, of both kinds."""
        mine = [shared for shared in self._alive() if shared.keeper == self._number]
        if not mine and self._number < 2:
            self._create()
        elif mine and mine[0].writes_left <= 0:
            self._delete(mine[0])
        elif alive := self._alive():
            self._patch(self._draw.choice(alive))
        time.sleep(self._draw.choice(PAUSES_S))

    def _alive(self) -> list[Shared]:
        return [shared for shared in list(self._notes.shared) if shared.deleted is None]

    def _create(self) -> None:
        code = f"{parts.PREFIX}{2 * self._made + self._number}"
        versions = dict.fromkeys(parts.parts_of(code), 1)
        began = time.monotonic()
        reply, ended = self._ask("POST", CUSTOMERS, parts.body(code, versions))
        stored = None
        if reply.status == 0 or reply.status >= 500:
            time.sleep(RECOVERY_S)
            stored = stored_parts(self._database_url, code)
            if stored is None:
                return
            ended = inf
        else:
            assert reply.status == 201, f"POST: {reply.status} {reply.body!r}"
        self._made += 1
        key = stored["id"] if stored else msgspec.json.decode(reply.body)["id"]
        self._notes.writes.extend(Write(parts.key(code, part), 1, began, ended) for part in versions)
        self._notes.shared.append(Shared(code, key, self._number, self._draw.randint(*LIFE), versions))
        if ended < inf:
            self._notes.directory.append((code, key))

    def _patch(self, shared: Shared) -> None:
        mine = self._parts_of(shared)
        if not mine:
            return
        part = self._draw.choice(mine)
        version = shared.versions[part] + 1
        began = time.monotonic()
        first_began = shared.began.setdefault(part, began)
        reply, ended = self._ask("PATCH", f"{CUSTOMERS}/{shared.id}", parts.change(part, version))
        if shared.keeper == self._number:
            shared.writes_left -= 1
        if reply.status == 404:
            assert shared.deletion_began < ended, f"{shared.code} is gone, and nobody deleted it"
            return
        if reply.status == 0 or reply.status >= 500:
            time.sleep(RECOVERY_S)
            stored = stored_parts(self._database_url, shared.code)
            key = parts.key(shared.code, part)
            if stored is not None and (parts.recognise(stored) or {}).get(key) != version:
                return  # it did not happen, and will be tried again
            ended = inf
        else:
            assert reply.status == 200, f"PATCH {shared.id}: {reply.status} {reply.body!r}"
            self._notes.reads.append(self._answer(reply, shared.code, began, ended))
        del shared.began[part]
        shared.versions[part] = version
        self._notes.writes.append(Write(parts.key(shared.code, part), version, first_began, ended))

    def _answer(self, reply: Reply, code: str, began: float, ended: float) -> Read:
        """What a write answers is a read of all the other parts."""
        shown: Mapping[str, int] | None = self._notes.records.recognise(reply.body)
        if shown is None:
            return Read(began, ended, {}, of=code, malformed=f"no versions look like this: {reply.body.decode()}")
        return Read(began, ended, shown, of=code)

    def _delete(self, shared: Shared) -> None:
        shared.deletion_began = min(shared.deletion_began, time.monotonic())
        reply, ended = self._ask("DELETE", f"{CUSTOMERS}/{shared.id}", None)
        if reply.status == 0 or reply.status >= 500:
            time.sleep(RECOVERY_S)
            if stored_parts(self._database_url, shared.code) is not None:
                return
            ended = inf
        else:
            assert reply.status == 204, f"DELETE {shared.id}: {reply.status} {reply.body!r}"
        shared.deleted = ended

    def _parts_of(self, shared: Shared) -> Sequence[str]:
        """This writer's: no part has two writers, and each customer has as many as there are."""
        return [part for place, part in enumerate(shared.versions) if place % self._of == self._number]

    def _ask(self, method: str, path: str, content: object) -> tuple[Reply, float]:
        body = None if content is None else msgspec.json.encode(content)
        began = time.monotonic()
        try:
            reply = self._client.ask(method, path, body=body, headers={"content-type": "application/json"})
        except NoAnswer:
            reply = Reply(0, {}, b"")
        ended = time.monotonic()
        self._notes.timings.append(Timing(began, ended - began, writes=True, status=reply.status, cache=""))
        return reply, ended
