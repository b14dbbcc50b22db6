"""Requests and responses between the HTTP server and the reference service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from crm_contract.oracle.customers import Json, encode
from crm_contract.oracle.parameters import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    # Scheme and host, for absolute URLs.
    origin: str
    path: str
    query: Pairs
    content_type: str
    # None if it is longer than the service reads.
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(status: int, document: Json, *, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status, encode(document), {"Content-Type": "application/json", **(headers or {})})


def problem(
    status: int, *, errors: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    phrase = HTTPStatus(status).phrase
    document: dict[str, Json] = {"type": "about:blank", "title": phrase, "status": status, "detail": f"{phrase}."}
    if errors:
        document["errors"] = [{"field": name, "detail": detail} for name, detail in sorted(errors.items())]
    return Response(status, encode(document), {"Content-Type": "application/problem+json", **(headers or {})})
