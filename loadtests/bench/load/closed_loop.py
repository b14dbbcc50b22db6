"""A cheap load generator: one thread, epoll and prepared bytes need about 15 µs a request. k6 needs 40 to 80 µs, too
much next to a service that needs 20 µs.

Closed loop: each connection sends its next request when it has its answer, so the service is busy all the time. It is a
program, `python -m bench.load.closed_loop`, with a `Load` as JSON on standard input and a `Seen` on standard output.
"""

import json
import re
import select
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any, Self

NUMBER, CREATED_ID = "{n}", "{id}"
RECEIVE_BYTES = 262_144
# A connection is renewed after so many requests. The least busy worker accepts the new one, so the load spreads over
# all workers. With connections that stay, one of two workers can get nearly all of them.
RENEWED_AFTER = 250
# A search of the naive service takes 15 s at 3 million rows and 50 s at 10 million.
STALLED_S = 300.0


@dataclass(frozen=True, slots=True)
class Step:
    """One request. Path and body may contain `{n}`, the iteration's number, and `{id}`, the id of the customer that the
    iteration has created."""

    method: str
    path: str
    status: int = 200
    body: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    port: int
    iterations: Sequence[Sequence[Step]]
    """Requested in turn. The steps of one iteration follow each other on one connection."""
    host: str
    """May contain `{n}`."""
    seconds: float
    """No pass over the iterations but the first begins later than this. A pass that has begun is finished."""
    connections: int
    says: str = ""
    """Text that the head of every answer must contain, in lower case."""
    header: str = ""
    first: int = 0
    """The number of the first iteration."""
    numbers: Sequence[int] | None = None
    """Numbers for the iterations. The load ends when they are used up."""
    collect_ids: bool = False
    renewed_after: int = RENEWED_AFTER

    @classmethod
    def read(cls, document: dict[str, Any]) -> Self:
        """From JSON."""
        iterations = [[Step(**step) for step in steps] for steps in document.pop("iterations")]
        return cls(iterations=iterations, **document)


@dataclass(frozen=True, slots=True)
class Seen:
    requests: int
    iterations: int
    seconds: float
    load_cpu_s: float
    """CPU time of the load generator."""
    body_bytes: int
    cache_hits: int
    latencies_ms: Sequence[float]
    """Ascending."""
    ids: Sequence[int]


class WrongAnswer(Exception):
    """An answer is not what the load expects, so its figures would mean nothing."""


def run(load: Load) -> Seen:
    """Raises WrongAnswer, OSError."""
    with ExitStack() as cleanup:
        poll = cleanup.enter_context(select.epoll())
        connections = [_Connection(load, poll) for _ in range(load.connections)]
        for connection in connections:
            cleanup.callback(connection.close)
        return _run(load, poll=poll, connections=connections)


def _run(load: Load, *, poll: select.epoll, connections: "Sequence[_Connection]") -> Seen:
    latencies: list[float] = []
    started, cpu_before_s = time.perf_counter(), time.process_time()
    iterations = _iterations(load, until=started + load.seconds)
    asked = [connection for connection in connections if connection.ask_next(iterations)]
    waiting = {connection.socket.fileno(): connection for connection in asked}
    while waiting:
        ready = poll.poll(STALLED_S)
        if not ready:
            first = next(iter(waiting.values()))
            raise WrongAnswer(f"{first.question()}: no answer within {STALLED_S:.0f} s")
        for number, _ in ready:
            connection = waiting.get(number)
            if connection is None:
                poll.unregister(number)  # The server closed a connection that has no more requests.
                continue
            if not connection.receive():
                continue
            latencies.append(1000 * (time.perf_counter() - connection.asked_at))
            del waiting[number]
            if connection.ask_next(iterations):
                waiting[connection.socket.fileno()] = connection  # New after a reconnect.
    seconds, cpu_s = time.perf_counter() - started, time.process_time() - cpu_before_s
    return Seen(
        requests=len(latencies),
        iterations=sum(connection.iterations for connection in connections),
        seconds=seconds,
        load_cpu_s=cpu_s,
        body_bytes=sum(connection.body_bytes for connection in connections),
        cache_hits=sum(connection.cache_hits for connection in connections),
        latencies_ms=sorted(latencies),
        ids=[number for connection in connections for number in connection.ids],
    )


@dataclass(frozen=True, slots=True)
class _Template:
    """A step, ready to be filled in."""

    head: bytes
    body: bytes
    status: bytes

    @classmethod
    def of(cls, step: Step, load: Load) -> Self:
        lines = [f"{step.method} {step.path} HTTP/1.1", f"host: {load.host}", "accept: */*"]
        if load.header:
            lines.append(load.header)
        if step.body:
            lines.append("content-type: application/json")
        return cls(_pattern("\r\n".join(lines)), _pattern(step.body), b"HTTP/1.1 %d" % step.status)

    def request(self, values: dict[bytes, int]) -> bytes:
        if not self.body:
            return self.head % values + b"\r\n\r\n"
        body = self.body % values
        return b"%b\r\ncontent-length: %d\r\n\r\n%b" % (self.head % values, len(body), body)


def _pattern(text: str) -> bytes:
    return text.replace("%", "%%").replace(NUMBER, "%(n)d").replace(CREATED_ID, "%(id)d").encode()


type _Iteration = tuple[int, Sequence[_Template]]


def _iterations(load: Load, *, until: float) -> Iterator[_Iteration]:
    """Whole passes, so that a slow and a fast service get the same mixture of requests."""
    templates = [[_Template.of(step, load) for step in steps] for steps in load.iterations]
    numbers = iter(load.numbers) if load.numbers is not None else count(load.first)
    while True:
        for iteration in templates:
            number = next(numbers, None)
            if number is None:
                return
            yield number, iteration
        if time.perf_counter() >= until:
            return


_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_HIT = re.compile(rb"\r\nx-cache: hit\r\n", re.IGNORECASE)
_CREATED = b"HTTP/1.1 201"
_CLOSES = re.compile(rb"\r\nconnection: close", re.IGNORECASE)
_ID = re.compile(rb'\{"id":(\d+)')


class _Connection:
    def __init__(self, load: Load, poll: select.epoll) -> None:
        self._load = load
        self._poll = poll
        # Connected with the first request, when the connections before it are busy: another reason why they spread.
        self.socket, self._closes = socket.socket(), True
        self._requests = 0
        self.asked_at = 0.0
        self.body_bytes = 0
        self.cache_hits = 0
        self.iterations = 0
        self.ids: list[int] = []
        self._says = load.says.encode()
        self._buffer = b""
        self._steps: Iterator[_Template] = iter(())
        self._values = {b"n": 0, b"id": 0}
        self._status = b""
        self._request = b""

    def _connect(self) -> None:
        self.close()
        self.socket = socket.create_connection(("127.0.0.1", self._load.port), STALLED_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._poll.register(self.socket.fileno(), select.EPOLLIN)
        self._closes = False
        self._requests = 0

    def ask_next(self, iterations: Iterator[_Iteration]) -> bool:
        """Send the next step, of the next iteration if this one is finished. False: the load is over."""
        step = next(self._steps, None)
        if step is None:
            iteration = next(iterations, None)
            if iteration is None:
                return False
            self.iterations += 1
            self._values[b"n"], steps = iteration
            self._steps = iter(steps)
            step = next(self._steps)
        self._status = step.status
        self._request = step.request(self._values)
        self.asked_at = time.perf_counter()
        if self._closes or self._requests >= self._load.renewed_after:
            self._connect()
        self._requests += 1
        self.socket.sendall(self._request)
        return True

    def close(self) -> None:
        self.socket.close()

    def question(self) -> str:
        """Method and path of the request, for messages."""
        return self._request.partition(b" HTTP/1.1\r\n")[0].decode()

    def receive(self) -> bool:
        """Whether the answer is complete. Raises WrongAnswer."""
        data = self.socket.recv(RECEIVE_BYTES)
        if not data:
            raise WrongAnswer(f"{self.question()}: the server closed the connection")
        if self._buffer:
            data = self._buffer + data
        end_of_head = data.find(b"\r\n\r\n")
        if end_of_head < 0:
            self._buffer = data
            return False
        if not data.startswith(self._status):
            status, body = data.partition(b"\r\n")[0], data[end_of_head + 4 :][:200]
            raise WrongAnswer(f"{self.question()}: {status.decode()} {body.decode(errors='replace')}".rstrip())
        length = _LENGTH.search(data, 0, end_of_head)
        body_bytes = int(length[1]) if length else 0
        if len(data) < end_of_head + 4 + body_bytes:
            self._buffer = data
            return False
        if self._says and self._says not in data[:end_of_head].lower():
            raise WrongAnswer(f"{self.question()}: no {self._says.decode()} in {data[:end_of_head]!r}")
        self._buffer = b""
        self.body_bytes += body_bytes
        self._closes = _CLOSES.search(data, 0, end_of_head) is not None
        if self._closes:
            self.close()  # At once: a worker of gunicorn waits up to 2 s for it before it takes the next connection.
        self.cache_hits += _HIT.search(data, 0, end_of_head + 2) is not None
        if self._status == _CREATED and (created := _ID.match(data, end_of_head + 4)):
            self._values[b"id"] = int(created[1])
            if self._load.collect_ids:
                self.ids.append(int(created[1]))
        return True


def main() -> None:
    try:
        seen = run(Load.read(json.load(sys.stdin)))
    except (WrongAnswer, OSError) as error:
        sys.exit(str(error))
    json.dump(asdict(seen), sys.stdout)


if __name__ == "__main__":
    main()
