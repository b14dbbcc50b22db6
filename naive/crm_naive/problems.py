"""Every error as RFC 9457 problem+json. `problem` makes one, and the other functions map exceptions to it."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import Error, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from psycopg import errors
from rest_framework import exceptions

logger = logging.getLogger(__name__)

# The exceptions that a view may raise, with the status and the sentence for the client.
ANSWERS: list[tuple[tuple[type[Exception], ...], int, str]] = [
    ((exceptions.AuthenticationFailed,), 401, "Writes need the token of this service."),
    ((Http404, exceptions.NotFound), 404, "There is nothing here."),
    ((exceptions.MethodNotAllowed,), 405, "The resource does not support this method."),
    ((exceptions.UnsupportedMediaType,), 415, "The body must be application/json."),
    # The pool had no connection within 1 s, or the connection broke. psycopg's PoolTimeout is an OperationalError, too.
    ((OperationalError, InterfaceError), 503, "The database is not available."),
]

# psycopg's errors, as causes of Django's: the database is a standby, or lacks the tables of this service.
UNUSABLE = (
    errors.ReadOnlySqlTransaction,
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.InvalidSchemaName,
    errors.InsufficientPrivilege,
)

HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}


def problem(status: int, detail: str, *, errors: Mapping[str, str] | None = None) -> HttpResponse:
    """Make a response. `errors` maps a field to its sentence; a nested member is named by its path: `address.city`."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = [{"field": field, "detail": errors[field]} for field in sorted(errors)]
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Length": str(len(content))} | HEADERS.get(status, {})
    return HttpResponse(content, status=status, content_type="application/problem+json", headers=headers)


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF calls this for every exception of a view. None means an error of this service, and becomes a 500."""
    if isinstance(error, exceptions.ValidationError):
        return problem(400, "The request has invalid fields.", errors=field_errors(error.detail))
    if isinstance(error, exceptions.ParseError):
        return problem(400, "The body cannot be read.", errors={"body": str(error.detail)})
    for kinds, status, detail in ANSWERS:
        if isinstance(error, kinds):
            return problem(status, detail)
    if isinstance(error, Error) and isinstance(error.__cause__, UNUSABLE):
        logger.error("The database cannot be used: %s", str(error).partition("\n")[0])
        return problem(503, "The database is not available.")
    return None


def field_errors(detail: Any, path: str | None = None) -> dict[str, str]:
    """Flatten DRF's nested error detail to the first sentence of each field."""
    if not isinstance(detail, Mapping):
        return {"body" if path is None else path: str(detail[0])}
    flat: dict[str, str] = {}
    for name, inner in detail.items():
        if path is None:
            flat |= field_errors(inner, name)
        else:
            # Inside a nested object, NON_FIELD_ERRORS_KEY means that object.
            flat |= field_errors(inner, path if name == "body" else f"{path}.{name}")
    return flat


def handle_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(400, "The request is malformed.")


def handle_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(404, "There is nothing here.")


def handle_500(request: HttpRequest) -> HttpResponse:
    return problem(500, "The service failed to answer; the failure is in its log.")
