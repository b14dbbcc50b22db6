"""Serves a reference service over HTTP in this process: `with serve(service) as base_url`."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from urllib.parse import parse_qsl, unquote, urlsplit

from crm_contract.reference_service.messages import Request, Response, problem
from crm_contract.reference_service.service import Service

MAX_BODY_BYTES = 65_536
PARAMETERS_MAX = 1_000
OUR_HOST = re.compile(r"127\.0\.0\.1(:[0-9]+)?")
PROBES = {"/livez", "/readyz"}
# Bytes of a longer body that are read. If more were unread at the end, the connection would be reset before the answer.
DRAINED_BYTES = 1_000_000


@contextmanager
def serve(service: Service) -> Iterator[str]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.service = service
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Otherwise an idle connection of a client would delay the end.
    block_on_close = False
    service: Service


class _StrictLines(BufferedReader):
    """Lines end only with CR LF. Python's parser of headers also accepts CR or LF alone."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if line.strip(b"\r\n") and (not line.endswith(b"\r\n") or re.search(rb"[\0\r\n]|^[ \t]", line[:-2])):
            raise ConnectionAbortedError
        return line


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one packet.
    wbufsize = -1
    server: _Server

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rfile = _StrictLines(self.rfile.detach())

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the tests report what failed."""

    def _answer(self) -> None:
        target = urlsplit(self.path)
        if not self._has_one_size() or (target.path not in PROBES and not self._is_for_us(target.netloc)):
            self.close_connection = True
            self._send(problem(400))
            return
        query = target.query.encode("latin-1").decode("utf-8", "replace")
        try:
            pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=PARAMETERS_MAX)
        except ValueError:
            # The body is unread, so no other request can follow.
            self.close_connection = True
            self._send(problem(400))
            return
        try:
            body = self._body()
        except EOFError:
            self.close_connection = True
            return
        if body is None:
            self.close_connection = True
        self._send(
            self.server.service.respond(
                Request(
                    method=self.command,
                    origin=f"http://{self.headers.get('Host', '')}",
                    path=unquote(target.path),
                    query=pairs,
                    content_type=self.headers.get("Content-Type", ""),
                    body=body,
                )
            )
        )

    def _is_for_us(self, named_by_target: str) -> bool:
        host = self.headers.get_all("Host", [])
        is_ours = len(host) == 1 and bool(OUR_HOST.fullmatch(host[0]))
        return is_ours and (self.path.startswith(("/", "*")) or named_by_target == host[0])

    def _has_one_size(self) -> bool:
        sizes, codings = self.headers.get_all("Content-Length", []), self.headers.get_all("Transfer-Encoding", [])
        are_plain = all(size.isdecimal() for size in sizes) and all(coding.lower() == "chunked" for coding in codings)
        return are_plain and len(sizes) + len(codings) <= 1

    def _body(self) -> bytes | None:
        """Return the body, or None if it is too long. Raises EOFError if it is incomplete."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunks()
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(min(length, DRAINED_BYTES))
        if len(body) < min(length, DRAINED_BYTES):
            raise EOFError
        return body if length <= MAX_BODY_BYTES else None

    def _chunks(self) -> bytes | None:
        body = b""
        while (size := int(self._line(), 16)) and len(body) < DRAINED_BYTES:
            body += self.rfile.read(size)
            self._line()
        # Trailers are read and ignored.
        while self._line() != b"\r\n":
            pass
        return body if len(body) <= MAX_BODY_BYTES else None

    def _line(self) -> bytes:
        line = self.rfile.readline(1_000)
        if not line.endswith(b"\r\n"):
            raise EOFError
        return line

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != 204:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
