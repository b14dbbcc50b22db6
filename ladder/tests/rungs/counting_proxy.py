"""Counts the statements of any service: a proxy to PostgreSQL that reads the types of the client's messages."""

import socket
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

# Types of messages that run a statement: Query and Execute.
RUNS = (b"Q", b"E")


class CountingProxy:
    def __init__(self, database_url: str) -> None:
        parts = urlsplit(database_url)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 5432)
        self._listener = socket.create_server(("127.0.0.1", 0))
        user = parts.netloc.rpartition("@")[0]
        netloc = f"{user}@127.0.0.1:{self._listener.getsockname()[1]}"
        # Without TLS, whose bytes it could not read.
        self.url = urlunsplit(parts._replace(netloc=netloc, query="sslmode=disable&gssencmode=disable"))
        self.statements = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                for forward, source, sink in ((self._up, client, server), (self._down, server, client)):
                    source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    threading.Thread(target=self._forward, args=(forward, source, sink), daemon=True).start()

    def _forward(self, forward: Any, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            forward(source, sink)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
        source.close()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        """A message is a type of one byte, a length of four that counts itself, and the rest. The first has no type."""
        with client.makefile("rb") as stream:
            kind = b""
            while length := stream.read(4):
                server.sendall(kind + length + stream.read(int.from_bytes(length) - 4))
                kind = stream.read(1)
                if kind in RUNS:
                    self.statements += 1

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        while data := server.recv(65_536):
            client.sendall(data)
