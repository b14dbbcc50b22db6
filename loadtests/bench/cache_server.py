"""The few commands that a harness has for a contender's cache, in RESP's inline form: no client library needed."""

import socket
from dataclasses import dataclass
from io import BufferedRWPair
from urllib.parse import unquote, urlsplit

from bench.errors import BenchError

TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class CacheServer:
    url: str

    def flush(self) -> None:
        """Empties this URL's database, so that a cell with cold keys starts cold."""
        self._ask("FLUSHDB")

    def facts(self) -> dict[str, str]:
        """What INFO says of the server: redis_version, process_id …"""
        lines = self._ask("INFO server").splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def _ask(self, command: str) -> str:
        url = urlsplit(self.url)
        if url.scheme != "redis":
            raise BenchError(f"REDIS_URL must look like redis://…, not {url.scheme}://….")
        user = f"{unquote(url.username)} " if url.username else ""
        login = [f"AUTH {user}{unquote(url.password)}"] if url.password else []
        address = (url.hostname or "127.0.0.1", url.port or 6379)
        try:
            with socket.create_connection(address, TIMEOUT_S) as connection, connection.makefile("rwb") as stream:
                return [_exchange(stream, each) for each in (*login, f"SELECT {url.path.strip('/') or '0'}", command)][
                    -1
                ]
        except OSError as error:
            raise BenchError(f"The cache at {address[0]}:{address[1]} does not answer: {error}.") from None


def _exchange(stream: BufferedRWPair, command: str) -> str:
    stream.write(f"{command}\r\n".encode())
    stream.flush()
    line = stream.readline().decode().rstrip("\r\n")
    if line.startswith("-"):
        raise BenchError(f"The cache refused {command.partition(' ')[0]}: {line[1:]}.")
    if line.startswith("$"):
        return stream.read(int(line[1:]) + 2).decode().rstrip("\r\n")
    return line[1:]
