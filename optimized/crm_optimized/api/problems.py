"""Every error of the API becomes an RFC 9457 problem+json, here and nowhere else."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import pydantic
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.errors import HttpError, ValidationError
from ninja_extra import NinjaExtraAPI

from crm_optimized.application.errors import CustomerNotFound, InvalidFields, StorageUnavailable

CONTENT_TYPE = "application/problem+json"


class FieldError(Schema):
    field: str
    detail: str


class Problem(Schema):
    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None


def problem_body(status: int, detail: str, *, fields: Mapping[str, str] | None = None) -> bytes:
    """`fields` maps each wrong parameter or member to a sentence that does not repeat the input."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if fields:
        body["errors"] = [{"field": field, "detail": fields[field]} for field in sorted(fields)]
    return msgspec.json.encode(body)


def problem(status: int, detail: str, *, fields: Mapping[str, str] | None = None) -> HttpResponse:
    response = HttpResponse(problem_body(status, detail, fields=fields), status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "1"
    return response


def add_problem_handlers(api: NinjaExtraAPI) -> None:
    @api.exception_handler(InvalidFields)
    def invalid_fields(request: HttpRequest, error: InvalidFields) -> HttpResponse:
        return problem(400, "Some fields are not valid.", fields=error.fields)

    @api.exception_handler(ValidationError)
    def invalid_body(request: HttpRequest, error: ValidationError) -> HttpResponse:
        # The first two parts of a location are "body" and the name of the parameter.
        return problem(400, "Some fields are not valid.", fields=fields_of(error.errors, skip=2))

    @api.exception_handler(pydantic.ValidationError)
    def invalid_merge(request: HttpRequest, error: pydantic.ValidationError) -> HttpResponse:
        return problem(400, "Some fields are not valid.", fields=fields_of(error.errors(include_url=False)))

    @api.exception_handler(HttpError)
    def unreadable_body(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "The body is not valid JSON.", fields={"body": "is not valid JSON"})

    @api.exception_handler(CustomerNotFound)
    def not_found(request: HttpRequest, error: CustomerNotFound) -> HttpResponse:
        return problem(404, "There is no such customer.")

    @api.exception_handler(StorageUnavailable)
    def unavailable(request: HttpRequest, error: StorageUnavailable) -> HttpResponse:
        return problem(503, "The database is not available at the moment.")


def fields_of(errors: Iterable[Any], *, skip: int = 0) -> dict[str, str]:
    """pydantic's errors by field: the location as `member.member` without its first `skip` parts, and the message."""
    return {
        ".".join(map(str, error["loc"][skip:])) or "body": str(error["msg"]).removeprefix("Value error, ")
        for error in errors
    }
