"""The service that is diagnosed: GET alone, one request at a time, no more than the budget allows."""

import http.client
import json
import time
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from bench.diagnose.redaction import redacted_target, redacted_url
from bench.diagnose.request import DiagnosisRequest
from bench.errors import BenchError

# Of one request. A search in millions of rows may take many seconds.
TIMEOUT_S = 60.0
# Bytes of a body that is read. A list without pages may be endless.
MOST_BYTES = 50_000_000

ACCEPT = "application/json, application/vnd.oai.openapi+json;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    """By names in lower case."""
    body: bytes
    wall_ms: float

    def document(self) -> Any:
        """The JSON, or None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class NoBudgetError(Exception):
    """The question gets no answer: the number of requests or the time is used up."""


class Service:
    def __init__(self, request: DiagnosisRequest) -> None:
        parts = urlsplit(request.url)
        try:
            port = parts.port
        except ValueError:
            port = 0
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
            raise BenchError("The first argument must be the URL of a list, such as http://127.0.0.1:8000/api/orders/.")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, port, timeout=TIMEOUT_S)
        self._headers = {"Accept": ACCEPT, "User-Agent": "bench diagnose", **request.headers}
        self._request = request
        self._began = self._last = time.monotonic()
        self.requests = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @property
    def target(self) -> str:
        """Path and query of the list."""
        return target_of(self._request.url)

    def get(self, target: str, **headers: str) -> Answer:
        """Raises NoBudgetError instead of one request too many."""
        left_s = self._began + self._request.time_s - time.monotonic()
        if self.requests >= self._request.most_requests or left_s <= 0:
            raise NoBudgetError
        if self._request.rate_per_s:
            time.sleep(max(0.0, self._last + 1 / self._request.rate_per_s - time.monotonic()))
        self._last = time.monotonic()
        self.requests += 1
        self._wait_at_most(min(TIMEOUT_S, left_s))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            try:
                return self._once(target, named)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                return self._once(target, named)  # A server may close a kept connection at any time.
        except TimeoutError:
            raise NoBudgetError from None
        except (OSError, http.client.HTTPException) as error:
            reason = f"{type(error).__name__}" if isinstance(error, http.client.HTTPException) else str(error)
            where = redacted_url(self._request.url).partition("?")[0]
            raise BenchError(
                f"{where} does not answer: {reason}. Start the service, or look for the reason in its log "
                f"(GET {redacted_target(target)})."
            ) from None

    def _wait_at_most(self, timeout_s: float) -> None:
        self._connection.timeout = timeout_s
        if self._connection.sock:
            self._connection.sock.settimeout(timeout_s)

    def _once(self, target: str, headers: dict[str, str]) -> Answer:
        began = time.perf_counter()
        try:
            self._connection.request("GET", target, headers=self._headers | headers)
            answer = self._connection.getresponse()
            body = answer.read(MOST_BYTES)
        except BaseException:
            self._connection.close()
            raise
        wall_ms = (time.perf_counter() - began) * 1000
        if len(body) == MOST_BYTES:
            self._connection.close()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body, wall_ms)


def target_of(url: str) -> str:
    """Path and query of a link, whichever host it names: no header of the user goes to another host."""
    parts = urlsplit(url)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def with_parameters(target: str, **parameters: str) -> str:
    parts = urlsplit(target)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in parameters]
    return f"{parts.path}?{urlencode([*kept, *parameters.items()])}"
