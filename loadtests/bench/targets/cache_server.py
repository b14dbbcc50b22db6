"""The few commands that the harness sends to a contender's cache, in RESP, so without a client library."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedRWPair
from typing import Any
from urllib.parse import unquote, urlsplit

from bench.errors import BenchError

TIMEOUT_S = 5.0
MARK = b"bench: this database was empty when bench took it"

# The server looks at so many keys in one step.
SCANNED = 1_000

type Word = bytes | str


@dataclass(frozen=True, slots=True)
class CacheServer:
    url: str
    keys: Sequence[str] = ()
    """Patterns of keys that may be deleted. Without one the server is bench's own, and every key may be deleted."""

    def flush(self) -> None:
        """Delete the contender's keys from this URL's database, so that a cell with cold keys starts cold."""
        with self._conversation() as stream:
            if not self.keys:
                _exchange(stream, "FLUSHDB")
            for pattern in self.keys:
                for found in _scan(stream, "MATCH", pattern):
                    _exchange(stream, "UNLINK", *found)

    def take(self) -> bool:
        """Mark a database of the user as bench's. It must be empty, or marked and without foreign keys. Returns
        whether the mark is new."""
        with self._conversation() as stream:
            marked = bool(_exchange(stream, "EXISTS", MARK))
            mine = {MARK} if marked else set()
            for pattern in self.keys if marked else ():
                mine |= {key for found in _scan(stream, "MATCH", pattern) for key in found}
            if foreign := next((key for found in _scan(stream) for key in found if key not in mine), None):
                raise BenchError(
                    f"The Redis database of REDIS_URL holds keys that are not bench's, such as "
                    f"{foreign[:60].decode(errors='replace')!r}. Name an empty one, such as {self._other_database()}."
                )
            _exchange(stream, "SET", MARK, "")
        return not marked

    def give_back(self) -> None:
        """Delete the keys of bench and the contender from a database with the mark. Otherwise delete nothing."""
        with self._conversation() as stream:
            marked = _exchange(stream, "EXISTS", MARK)
        if marked:
            self.flush()
            with self._conversation() as stream:
                _exchange(stream, "UNLINK", MARK)

    def facts(self) -> dict[str, str]:
        """The lines of INFO about the server: redis_version, process_id …"""
        with self._conversation() as stream:
            lines = _exchange(stream, "INFO", "server").decode().splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def _other_database(self) -> str:
        url = urlsplit(self.url)
        return f"{url.scheme}://{'…@' if url.password else ''}{url.hostname}:{url.port or 6379}/{self._database() + 1}"

    def _database(self) -> int:
        name = urlsplit(self.url).path.strip("/") or "0"
        if not name.isdecimal():
            raise BenchError(f"REDIS_URL must end in the number of a database, such as /1, not in /{name}.")
        return int(name)

    @contextmanager
    def _conversation(self) -> Iterator[BufferedRWPair]:
        """A connection after login and the choice of the database."""
        url = urlsplit(self.url)
        if url.scheme != "redis":
            raise BenchError(f"REDIS_URL must look like redis://…, not {url.scheme}://….")
        database = str(self._database())
        address = (url.hostname or "127.0.0.1", url.port or 6379)
        try:
            with socket.create_connection(address, TIMEOUT_S) as connection, connection.makefile("rwb") as stream:
                if url.password:
                    user = [unquote(url.username)] if url.username else []
                    _exchange(stream, "AUTH", *user, unquote(url.password))
                _exchange(stream, "SELECT", database)
                yield stream
        except OSError as error:
            raise BenchError(f"The cache at {address[0]}:{address[1]} does not answer: {error}.") from None


def _scan(stream: BufferedRWPair, *options: Word) -> Iterator[Sequence[bytes]]:
    """Lists of keys, never an empty one. A key that exists during the whole scan is among them."""
    cursor: Word = "0"
    while True:
        cursor, found = _exchange(stream, "SCAN", cursor, *options, "COUNT", str(SCANNED))
        if found:
            yield found
        if cursor == b"0":
            return


def _exchange(stream: BufferedRWPair, *command: Word) -> Any:
    words = [word.encode() if isinstance(word, str) else word for word in command]
    stream.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words))
    stream.flush()
    try:
        return _reply(stream)
    except _Refused as error:
        raise BenchError(f"The cache refused {command[0]!s}: {error}.") from None


class _Refused(Exception):
    """The server answered with an error."""


def _reply(stream: BufferedRWPair) -> Any:
    line = stream.readline()
    kind, rest = line[:1], line[1:].rstrip(b"\r\n")
    if kind == b"-":
        raise _Refused(rest.decode(errors="replace"))
    if kind == b"*":
        return [_reply(stream) for _ in range(int(rest))]
    if kind == b"$":
        return stream.read(int(rest) + 2)[:-2] if int(rest) >= 0 else None
    if kind == b":":
        return int(rest)
    if kind == b"+":
        return rest
    raise OSError("it closed the connection" if not line else "it does not speak Redis's protocol")
