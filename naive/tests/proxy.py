"""A proxy in front of a real server that can cut its connections, as a network failure or a restart does."""

import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

# libpq sends this first if it may use TLS.
SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


class Proxy:
    """With `tls`, the proxy ends TLS; `postgres` means that a client asks for TLS as libpq does.

    `path` is a Unix socket, on which it listens instead of a port.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        postgres: bool = False,
        path: Path | None = None,
    ) -> None:
        self.target = (host, port)
        self._tls = tls
        self._postgres = postgres
        self._path = path
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.lose_answer_to: bytes | None = None
        self.listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.refuse()
        self.cut()

    def listen(self) -> None:
        if self._path:
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(str(self._path))
            self._listener.listen()
        else:
            self._listener = socket.create_server(("127.0.0.1", getattr(self, "port", 0)))
            self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def refuse(self) -> None:
        with suppress(OSError):
            # This ends accept().
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def cut(self) -> None:
        """End every connection, on both sides."""
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            _close(*pair)

    @property
    def connections(self) -> int:
        return len(self._pairs)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client = listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.create_connection(self.target)
        try:
            if self._tls:
                if self._postgres:
                    assert client.recv(8) == SSL_REQUEST
                    client.sendall(b"S")
                client = self._tls.wrap_socket(client, server_side=True)
        except (OSError, AssertionError):
            _close(client, server)
            return
        pair = (client, server)
        self._pairs.append(pair)
        threading.Thread(target=self._pump, args=(server, client, pair), daemon=True).start()
        self._pump(client, server, pair)

    def _pump(self, source: socket.socket, target: socket.socket, pair: tuple[socket.socket, socket.socket]) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.lose_answer_to and self.lose_answer_to in data and source is pair[0]:
                    self.lose_answer_to = None
                    _close(source)
                target.sendall(data)
        if pair in self._pairs:
            self._pairs.remove(pair)
        _close(*pair)


def _close(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
