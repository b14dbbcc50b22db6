"""uvicorn's protocol with an end to what one request may send: `uvicorn --http` takes it by its name.

The parser collects headers, and the trailers behind a chunked body, before the application sees any of them, and
neither counts: 20 MB of headers were a request like any other.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# As much as uvicorn takes with its other parser, h11. gunicorn takes 8 KiB in each of 100 headers.
HEAD_BYTES_MAX = 65_536
# With a body of 64 KiB that comes in chunks of one byte each, which makes six of every byte. What a body may be is
# decided, and answered with a 413, in the application; this ends chunks and trailers that have no end.
REQUEST_BYTES_MAX = HEAD_BYTES_MAX + 6 * 65_536


class BoundedRequests(HttpToolsProtocol):
    """A request of more bytes is refused as soon as they were read: at most one read (256 KiB) more than that."""

    _unfinished_bytes = 0

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        in_head = self.scope is None or "method" not in self.scope
        if not in_head and (self.cycle is None or not self.cycle.more_body):
            self._unfinished_bytes = 0
            return
        self._unfinished_bytes += len(data)
        most = HEAD_BYTES_MAX if in_head else REQUEST_BYTES_MAX
        if self._unfinished_bytes > most and not self.transport.is_closing():
            self.send_400_response(f"A request has at most {most} bytes{' before its body' if in_head else ''}.")
