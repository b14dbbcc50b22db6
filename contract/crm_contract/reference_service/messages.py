"""What the HTTP side hands to the service, and gets back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from crm_contract.oracle.customers import Json, encode
from crm_contract.oracle.parameters import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    origin: str  # scheme and host, for absolute URLs
    path: str
    query: Pairs
    content_type: str
    body: bytes | None  # None: longer than the service reads


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(status: int, document: Json, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status, encode(document), {"Content-Type": "application/json", **(headers or {})})


def problem(status: int, errors: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Response:
    phrase = HTTPStatus(status).phrase
    document: dict[str, Json] = {"type": "about:blank", "title": phrase, "status": status, "detail": f"{phrase}."}
    if errors:
        document["errors"] = [{"field": name, "detail": detail} for name, detail in sorted(errors.items())]
    return Response(status, encode(document), {"Content-Type": "application/problem+json", **(headers or {})})
