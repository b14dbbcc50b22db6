"""uvicorn's protocol with two more guarantees: a request has a maximum size, and its bytes have one meaning.

`uvicorn --http` takes the class by its name. If a proxy in front sees one request, this service sees the same one
request, or refuses it and closes the connection.

The parser collects headers, and the trailers after a chunked body, before the application sees them. Neither the parser
nor uvicorn counts their bytes: they accepted 20 MB of headers.
"""

from typing import Any

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

# 64 KiB, the limit of uvicorn's other parser, h11. gunicorn allows 100 headers of 8 KiB each.
HEAD_BYTES_MAX = 65_536
# Enough for a body of 64 KiB in chunks of one byte each, which take six bytes. The application limits the body and
# answers 413. This limit stops endless chunks and trailers.
REQUEST_BYTES_MAX = HEAD_BYTES_MAX + 6 * 65_536
# One read returns up to 256 KiB, which can be 9 000 requests. uvicorn would make an object of each at once, and read
# more after the first answer. So bytes are parsed in pieces of 2 KiB, and only while no complete request waits for its
# answer.
PIECE_BYTES = 2_048

# Not made by api/problems.py: uvicorn imports this module before Django has the settings that problems.py needs.
PROBLEM = '{"type":"about:blank","title":"Bad Request","status":400,"detail":"%s"}'


class BoundedRequests(HttpToolsProtocol):
    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.ws_protocol_class = None
        self._held = bytearray()
        self._refusal = b""  # if not empty: the last bytes to send; no more are read
        self._counted_scope: Any = None
        self._request_bytes = 0

    def data_received(self, data: bytes) -> None:
        if self._refusal:
            return
        if self._held or len(data) > PIECE_BYTES or self._is_answering():
            self._held += data
            self._parse_held()
        else:
            self._parse(data)

    def on_response_complete(self) -> None:
        was_last = not self.pipeline
        super().on_response_complete()
        if self._refusal and was_last:
            self._send_refusal()
        elif self._held and not self.transport.is_closing():
            self._parse_held()

    def on_headers_complete(self) -> None:
        if self.url[:1] != b"/" and self.url != b"*":
            self._check_absolute_target()
        super().on_headers_complete()

    def on_header(self, name: bytes, value: bytes) -> None:
        # The parser also calls this for trailers. They are not headers: host and token must not come from them.
        if "method" in self.scope:
            return
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value.strip(b" \t")))  # uvicorn does the same, without strip

    def _is_answering(self) -> bool:
        cycle = self.cycle
        return bool(self.pipeline) or not (cycle is None or cycle.response_complete or cycle.more_body)

    def _parse_held(self) -> None:
        while self._held and not self._refusal and not self._is_answering():
            piece = bytes(self._held[:PIECE_BYTES])
            del self._held[:PIECE_BYTES]
            self._parse(piece)
        if self._held:
            self.flow.pause_reading()  # until an answer is complete

    def _parse(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as upgrade:
            self._ignore_upgrade(data[upgrade.args[0] :])
            return
        except HttpParserError:
            self._refuse("This is no request of HTTP/1.1 with one meaning.")
            return
        if self.scope is not self._counted_scope:
            self._counted_scope, self._request_bytes = self.scope, 0
        self._request_bytes += len(data)
        in_head = self.scope is None or "method" not in self.scope
        most = HEAD_BYTES_MAX if in_head else REQUEST_BYTES_MAX
        if self._request_bytes > most:
            self._refuse(f"A request has at most {most} bytes{' before its body' if in_head else ''}.")

    def _check_absolute_target(self) -> None:
        """A target in absolute form names a host. A proxy uses that one (RFC 9112, 3.2.2), and Django uses the header.

        Raises ValueError if they differ. The parser turns it into an HttpParserError.
        """
        scheme, _, rest = self.url.partition(b"://")
        authority = rest.partition(b"/")[0].lower()
        hosts = [value.lower() for name, value in self.headers if name == b"host"]
        if scheme.lower() not in (b"http", b"https") or hosts != [authority]:
            raise ValueError("the target names another host")

    def _should_upgrade(self) -> bool:
        """uvicorn then does not answer a request for an upgrade yet. `_ignore_upgrade` parses it again."""
        return True

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Parse the request again without its Upgrade header, which RFC 9110 lets a server ignore.

        The parser ends such a message after its head, and would take its body for the next request.
        """
        if self.scope["method"] == "CONNECT":
            self._refuse("This service is no proxy.")
            return
        line = b"%b %b HTTP/%b" % (self.scope["method"].encode(), self.url, self.parser.get_http_version().encode())
        fields = [b"%b: %b" % field for field in self.headers if field[0] != b"upgrade"]
        self.parser = HttpRequestParser(self)
        self._parse(b"\r\n".join([line, *fields, b"", rest]))

    def _refuse(self, detail: str) -> None:
        """Refuse the current request after the answers to earlier ones. No later bytes are read."""
        content = (PROBLEM % detail).encode()
        head = b"content-type: application/problem+json\r\ncontent-length: %d\r\nconnection: close" % len(content)
        self._refusal = b"%b%b\r\n\r\n%b" % (STATUS_LINE[400], head, content)
        self._held.clear()
        waits = self._is_answering()
        if self.pipeline and self.pipeline[0][0].more_body:
            self.pipeline.popleft()  # the body of this request is the reason for the refusal
        if not waits:
            self._send_refusal()

    def _send_refusal(self) -> None:
        cycle = self.cycle
        about_cycle = cycle is not None and self.scope is cycle.scope
        # Send no refusal if an answer to the same request has begun: a client would take it for the next answer.
        told = about_cycle and cycle.response_started and cycle.more_body
        if about_cycle and not cycle.response_complete:
            cycle.disconnected = True  # the rest of its body will not come
            cycle.message_event.set()
        if not self.transport.is_closing():
            if not told:
                self.transport.write(self._refusal)
            self.transport.close()
