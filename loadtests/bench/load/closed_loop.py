"""A cheap load generator: one thread, epoll and prepared bytes need about 15 µs a request. k6 needs 40 to 80 µs, too
much next to a service that needs 20 µs.

Closed loop: each connection sends its next request when it has its answer, so one worker is busy all the time. It is a
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
from itertools import count, cycle

NUMBER = "{n}"
RECEIVE_BYTES = 262_144
STALLED_S = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    port: int
    method: str
    paths: Sequence[str]
    """Requested in turn. `{n}` in path, host or body is the request's number, or the next of `numbers`."""
    host: str
    seconds: float
    connections: int
    status: int
    says: str = ""
    """Text that the head of every answer must contain, in lower case."""
    header: str = ""
    body: str = ""
    first: int = 0
    """The number of the first request."""
    numbers: Sequence[int] | None = None
    """The load ends when they are used up."""
    collect_ids: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    requests: int
    seconds: float
    body_bytes: int
    p50_ms: float
    p99_ms: float
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
    requests = _requests(load)
    latencies: list[float] = []
    started = time.perf_counter()
    ends = started + load.seconds
    asked = [connection for connection in connections if connection.ask(next(requests, None))]
    waiting = {connection.socket.fileno(): connection for connection in asked}
    while waiting:
        ready = poll.poll(STALLED_S)
        if not ready:
            raise WrongAnswer(f"no answer within {STALLED_S:.0f} s")
        for number, _ in ready:
            connection = waiting.get(number)
            if connection is None:
                poll.unregister(number)  # The server closed a connection that has no more requests.
                continue
            if not connection.receive():
                continue
            now = time.perf_counter()
            latencies.append(1000 * (now - connection.asked_at))
            del waiting[number]
            if now < ends and connection.ask(next(requests, None)):
                waiting[connection.socket.fileno()] = connection  # New after a reconnect.
    return Seen(
        requests=len(latencies),
        seconds=time.perf_counter() - started,
        body_bytes=sum(connection.body_bytes for connection in connections),
        p50_ms=_quantile(latencies, 0.5),
        p99_ms=_quantile(latencies, 0.99),
        ids=[number for connection in connections for number in connection.ids],
    )


def _quantile(latencies: list[float], share: float) -> float:
    latencies.sort()
    return latencies[int(share * (len(latencies) - 1))]


def _requests(load: Load) -> Iterator[bytes]:
    numbers = load.numbers if load.numbers is not None else count(load.first)
    each = cycle([_request(load, path).split(NUMBER.encode()) for path in load.paths])
    return ((b"%d" % number).join(parts) for number, parts in zip(numbers, each, strict=False))


def _request(load: Load, path: str) -> bytes:
    """The request with `{n}` in place of its number. Its length counts as many digits as the first number has."""
    first = load.first if load.numbers is None else load.numbers[0]
    lines = [f"{load.method} {path} HTTP/1.1", f"host: {load.host}", "accept: */*"]
    if load.header:
        lines.append(load.header)
    if load.body:
        length = len(load.body.replace(NUMBER, str(first)))
        lines += ["content-type: application/json", f"content-length: {length}"]
    return "\r\n".join([*lines, "", load.body]).encode()


_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: close", re.IGNORECASE)
_ID = re.compile(rb'\{"id":(\d+)')


class _Connection:
    def __init__(self, load: Load, poll: select.epoll) -> None:
        self._load = load
        self._poll = poll
        self._connect()
        self.asked_at = 0.0
        self.body_bytes = 0
        self.ids: list[int] = []
        self._status = b"HTTP/1.1 %d" % load.status
        self._says = load.says.encode()
        self._buffer = b""

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self._load.port), STALLED_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._poll.register(self.socket.fileno(), select.EPOLLIN)
        self._closes = False

    def ask(self, request: bytes | None) -> bool:
        """False without a request: the load is over for this connection."""
        if request is None:
            return False
        self.asked_at = time.perf_counter()
        if self._closes:
            self.close()
            self._connect()
        self.socket.sendall(request)
        return True

    def close(self) -> None:
        self.socket.close()

    def receive(self) -> bool:
        """Whether the answer is complete. Raises WrongAnswer."""
        data = self.socket.recv(RECEIVE_BYTES)
        if not data:
            raise WrongAnswer("the server closed the connection")
        if self._buffer:
            data = self._buffer + data
        end_of_head = data.find(b"\r\n\r\n")
        if end_of_head < 0:
            self._buffer = data
            return False
        if not data.startswith(self._status):
            raise WrongAnswer(data[:400].decode(errors="replace"))
        length = _LENGTH.search(data, 0, end_of_head)
        body_bytes = int(length[1]) if length else 0
        if len(data) < end_of_head + 4 + body_bytes:
            self._buffer = data
            return False
        if self._says and self._says not in data[:end_of_head].lower():
            raise WrongAnswer(f"no {self._says.decode()} in {data[:end_of_head].decode(errors='replace')}")
        self._buffer = b""
        self.body_bytes += body_bytes
        self._closes = _CLOSES.search(data, 0, end_of_head) is not None
        if self._load.collect_ids and (found := _ID.match(data, end_of_head + 4)):
            self.ids.append(int(found[1]))
        return True


def main() -> None:
    try:
        seen = run(Load(**json.load(sys.stdin)))
    except (WrongAnswer, OSError) as error:
        sys.exit(str(error))
    json.dump(asdict(seen), sys.stdout)


if __name__ == "__main__":
    main()
