"""Hostile requests as bytes for a socket, drawn from a seed. None of them can change a customer."""

import random
from collections.abc import Callable, Iterator

# No line of a log may begin with this text.
MARK = "FORGED"
CONTROLS = ["\n", "\r\n", "\r", "\0", "\x0b", "\x0c", "\x1b[2J", "\x85", "\u2028", "\x7f"]
READS = ["GET", "GET", "GET", "HEAD"]
WRITES = ["POST", "PUT", "PATCH", "DELETE"]
METHODS = ["OPTIONS", "TRACE", "CONNECT", "PRI", "FOO", "get", "M-SEARCH", "", "G\0T", "X" * 300]
PATHS = [
    "/", "*", "", "//", "/livez", "/readyz", "/api/swagger", "/api/openapi.json", "/api/", "/api/v1",
    "/api/v1/customers",
    "/api/v1/customers/", "/api/v1/customers/0", "/api/v1/customers/00", "/api/v1/customers/-1",
    "/api/v1/customers/9223372036854775808", "/api/v1/customers/" + "9" * 3_000, "/static/", "/static/../settings.py",
    "/static/%2e%2e/%2e%2e/etc/passwd", "/static/%00", "/static/ninja/swagger-ui.css", "/static/" + "a/" * 300,
    "/static/" + "a" * 300, "/api/docs", "/%ff", "/%00", "/%", "/%zz", "/..", "/./livez", "//evil.example/livez",
    "http://evil.example/livez", "evil.example:80", "/livez#a", "/livez?", "/admin/",
]  # fmt: skip
PARAMETERS = [
    "page", "page_size", "cursor", "search", "ordering", "gender", "has_address", "city", "points_min", "created_after",
    "birthday_before", "last_activity_after", "nope", "", "__class__", "page[]", "x" * 200,
]  # fmt: skip
VALUES = [
    "", "0", "-1", "1e9", "9" * 400, "%00", "%ff%fe", "%ED%A0%80", "%", "%zz", "+", "%2B", "NaN", "null", "true", "'",
    "';DROP TABLE x", "a" * 200, "%F0%9F%8E%89", "%D9%A1", "2020-01-01", "2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59", "AAAA", "\u00e9", "*", "[", "\\", "%0d%0aSet-Cookie:a=b", "%e2%80%a8",
]  # fmt: skip
HEADERS = [
    "Accept: */*;q=9", "Accept: \xff", "Accept-Encoding: gzip;q=NaN", "Authorization: Bearer \xff", "Authorization:",
    "Authorization: Basic \xe9", "Cookie: a=\xff; =; ;;\"",
    "Cookie: " + "a" * 4_000, "Content-Type: a; charset*=utf-8''%00",
    "Content-Type: application/json; charset=idna", "Content-Type: multipart/form-data", "Content-Type: \xff/\xff;=;",
    "Content-Type: multipart/form-data; boundary=" + "x" * 300, "Content-Encoding: gzip", "Expect: 100-continue",
    "Expect: 5", "Host: evil.example", "Host:", "If-None-Match: *", 'If-None-Match: "' + "a" * 3_000, "If-Match: *",
    "If-Modified-Since: Thu, 99 Foo 0000 99:99:99 GMT", "If-None-Match: \xff", "Range: bytes=5-1", "Range: bytes=-",
    "Range: bytes=0-0,0-0,0-0", "SCRIPT_NAME: /x", "PATH_INFO: /x", "X-Forwarded-For: \xff, [::1]:" + "9" * 5_000,
    "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "X-Forwarded-Proto: ws", "X-Forwarded-Proto: \xff",
    "X-HTTP-Method-Override: DELETE", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMA",
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Version: 13", "Connection: x",
    "Connection: keep-alive", "Connection: Transfer-Encoding", "TE: trailers", "Trailer: Host", "Proxy: http://evil/",
    "X: a\r\n b", "X : a", "X", ": x", " X: a", "X: \0", "X\0: a", "X: a\nY: b", "X: a\rY: b", "\xffX: a",
    "X" * 9_000 + ": a",
    "X: " + "a" * 9_000, "\r\n".join(f"X-{number}: a" for number in range(150)), "Max-Forwards: 0", "Date: \xff",
]  # fmt: skip
LENGTHS = [
    "Content-Length: {size}", "Content-Length: {size}", "Content-Length: {more}", "Content-Length: {less}",
    "Content-Length: 0", "Content-Length: +{size}", "Content-Length: -1", "Content-Length: 0x{size}",
    "Content-Length: x",
    "Content-Length: {size}, {size}", "Content-Length: {size}\r\nContent-Length: {more}", "Content-Length: \xb2",
    "Content-Length: " + "0" * 4_301 + "{size}",
    "Content-Length: " + "9" * 4_301, "Content-Length: 99999999999999999999",
    "Content-Length: 65537", "Content-Length:", "Content-Length: {size}\r\nTransfer-Encoding: chunked",
]  # fmt: skip
CODINGS = ["chunked"] * 4 + [
    "CHUNKED", "xchunked", "chunked, identity", "identity", "gzip, chunked", "chunked, chunked", "\x0bchunked", "", ",",
    "chunked\r\nTransfer-Encoding: identity", "\xff",
]  # fmt: skip
CHUNKS = [
    "{hex}\r\n{body}\r\n0\r\n\r\n", "{hex}\r\n{body}\r\n0\r\n", "{hex}\r\n{body}\r\n", "{hex}\r\n{body}", "{hex}",
    "{hex};a=b\r\n{body}\r\n0\r\n\r\n", "{hex};\0\r\n{body}\r\n0\r\n\r\n", "{hex} \r\n{body}\r\n0\r\n\r\n",
    "-{hex}\r\n{body}\r\n0\r\n\r\n", "0x{hex}\r\n{body}\r\n0\r\n\r\n", "{hex}\n{body}\n0\n\n",
    "ffffffffffffffff\r\n{body}",
    "{hex}\r\n{body}\r\n0\r\nHost: evil.example\r\n\r\n", "{hex}\r\n{body}\r\n0\r\nX: " + "a" * 9_000 + "\r\n\r\n",
    "{hex}\r\n{body}\r\n0\r\nContent-Length: 5\r\n\r\n", "1\r\n{body}\r\n0\r\n\r\n", "zz\r\n{body}\r\n", "\r\n\r\n",
]  # fmt: skip
# No body is a whole customer, so that a service refuses the write if it reads one.
BODIES = [
    "", "{}", "[]", "null", "\0", "{", '{"a":NaN}', "[" * 5_000, '{"a":' * 2_000, '{"first_name":"\\ud800"}',
    "\xff\xfe",
    '{"first_name":"\\u0000","points":' + "9" * 5_000 + "}", "<a/>", "a=b&c=d", "--x\r\n\r\n",
    "DELETE /livez HTTP/1.1\r\n\r\n",
    '{"customer_id":"a","first_name":"b"}', " " * 70_000, '{"address":{"city":"' + "x" * 500 + '"}}',
    "GET / HTTP/1.1\r\n\r\n",
]  # fmt: skip
VERSIONS = ["HTTP/1.1"] * 12 + ["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/11.1", "", "RTSP/1.0", "\xff"]


def hostile_requests(host: str, *, seed: int, count: int) -> Iterator[bytes]:
    """Draw `count` requests to this host. The same seed draws the same requests."""
    draw = random.Random(seed)
    for _ in range(count):
        yield _request(draw, host)


def _request(draw: random.Random, host: str) -> bytes:
    method = draw.choice([*READS, *WRITES, draw.choice(METHODS)])
    line = f"{method} {_target(draw, is_write=method in WRITES)} {draw.choice(VERSIONS)}"
    lines = [f"Host: {host}"] * (draw.random() < 0.9) + ["Connection: close"] * (draw.random() < 0.9)
    lines += draw.sample(HEADERS, draw.choice([0, 0, 1, 1, 2, 4]))
    if draw.random() < 0.5:
        lines.append("Content-Type: application/json")
    framing, body = _framed_body(draw) if draw.random() < 0.6 else ([], "")
    rest = "\r\n".join(["", *lines, *framing, "", body])
    text = _forging(draw, rest) if draw.random() < 0.2 else rest
    content = text.encode("latin-1", "replace")
    for _ in range(draw.choice([0, 0, 0, 0, 1, 3])):
        content = _damaged(draw, content)
    # The request line is never damaged: another digit in it would name another customer.
    return line.encode("latin-1", "replace") + content


def _target(draw: random.Random, *, is_write: bool) -> str:
    path = draw.choice(PATHS)
    if draw.random() < 0.2:
        path += "/" + _escaped(draw.choice(CONTROLS)) + MARK
    if is_write or draw.random() < 0.4:
        return path
    if draw.random() < 0.7:
        path = "/api/v1/customers"
    pairs = [f"{draw.choice(PARAMETERS)}={draw.choice(VALUES)}" for _ in range(draw.choice([1, 1, 2, 3, 60]))]
    if draw.random() < 0.2:
        pairs.append(f"a{_escaped(draw.choice(CONTROLS))}{MARK}={_escaped(draw.choice(CONTROLS))}{MARK}")
    return f"{path}?{draw.choice('&&;').join(pairs)}"


def _framed_body(draw: random.Random) -> tuple[list[str], str]:
    body = draw.choice(BODIES)
    size = len(body)
    if draw.random() < 0.5:
        field = draw.choice(LENGTHS).format(size=size, more=size + 5, less=max(size - 1, 0))
        return [field], body
    chunks = draw.choice(CHUNKS).replace("{hex}", f"{size:x}").replace("{body}", body)
    return [f"Transfer-Encoding: {draw.choice(CODINGS)}"], chunks


def _forging(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(CONTROLS) + MARK + text[at:]


def _damaged(draw: random.Random, content: bytes) -> bytes:
    at, length = draw.randrange(len(content) + 1), draw.choice([1, 1, 3, 50])
    inserted = bytes(draw.choices(range(256), k=length))
    ways: list[Callable[[], bytes]] = [
        lambda: content[:at] + content[at + length :],
        lambda: content[:at] + inserted + content[at:],
        lambda: content[:at] + inserted + content[at + length :],
        lambda: content[:at],
        lambda: content[:at] + content[max(at - length, 0) :],
    ]
    return draw.choice(ways)()


def _escaped(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())
