"""The query string of the list, checked strictly: unknown, repeated and malformed parameters are errors, not surprises.

ninja would drop what it does not know and take the last of what is repeated, so the string is read here.
"""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from crm_optimized.api.schemas import parse_date, parse_instant
from crm_optimized.application.errors import InvalidQuery
from crm_optimized.application.search_customers import (
    DEFAULT_PAGE_SIZE,
    CustomerQuery,
    Ordering,
    SortKey,
    search_terms,
)
from crm_optimized.domain.customer import POINTS_MAX, Gender

FIELDS_MAX = 50  # twice what there is


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("must not contain a NUL character")
    return value


def _number(value: object) -> object:
    """Digits, and not all that int() would take for a number."""
    if isinstance(value, str) and not re.fullmatch("[0-9]{1,10}", value):
        raise ValueError("must be a whole number")
    return value


def _date(value: str) -> str:
    return parse_date(value).isoformat()


def _instant(value: str) -> str:
    return parse_instant(value).isoformat()


def _boolean(value: str) -> bool:
    return value == "true"


Contains = Annotated[str, Field(max_length=100, description="contains, whatever the case"), AfterValidator(_text)] | None
Date = Annotated[str, Field(json_schema_extra={"format": "date"}), AfterValidator(_date)] | None
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}), AfterValidator(_instant)] | None
Points = Annotated[int, BeforeValidator(_number), Field(ge=0, le=POINTS_MAX)] | None
OrderingName = Literal[tuple(f"{sign}{key}" for key in SortKey for sign in ("", "-"))]  # type: ignore[valid-type]


class ListParameters(BaseModel):
    """Values come as text. Ranges include their bounds."""

    model_config = ConfigDict(extra="forbid")

    first_name: Contains = None
    last_name: Contains = None
    customer_id: Contains = None
    phone_number: Contains = None
    street: Contains = None
    street_number: Contains = None
    city_code: Contains = None
    city: Contains = None
    country: Contains = None
    gender: Gender | None = None
    has_address: Annotated[Literal["true", "false"], AfterValidator(_boolean)] | None = None
    birthday_after: Date = None
    birthday_before: Date = None
    created_after: Instant = None
    created_before: Instant = None
    last_updated_after: Instant = None
    last_updated_before: Instant = None
    last_activity_after: Instant = None
    last_activity_before: Instant = None
    points_min: Points = None
    points_max: Points = None
    search: Annotated[str, Field(max_length=100, description="every word begins some word"), AfterValidator(_text)] = ""
    ordering: OrderingName = "-created"
    page_size: Annotated[int, BeforeValidator(_number), Field(ge=1, le=100)] = DEFAULT_PAGE_SIZE
    cursor: Annotated[str, Field(max_length=600, description="only ever out of `next` or `previous`")] | None = None


NOT_FILTERS = {"search", "ordering", "page_size", "cursor"}


def parse_query_string(raw: bytes) -> list[tuple[str, str]]:
    """The parameters that have a value, in the order of their names. Raises InvalidQuery when one is repeated."""
    if not raw:
        return []
    try:
        pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        raise InvalidQuery({"query": f"must have at most {FIELDS_MAX} parameters"}) from None
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        repeated = {name for name in names if names.count(name) > 1}
        raise InvalidQuery({name: "must be given once" for name in repeated & ListParameters.model_fields.keys()}
                           or {"query": "has a repeated parameter"})
    return sorted(pairs)


def customer_query(pairs: Iterable[tuple[str, str]]) -> CustomerQuery:
    """Raises InvalidQuery, which names every parameter that is wrong."""
    try:
        parameters = ListParameters.model_validate({name: value for name, value in pairs if value or name not in ListParameters.model_fields})
    except ValidationError as errors:
        raise InvalidQuery(dict(map(_field, errors.errors(include_url=False, include_input=False)))) from None
    name = parameters.ordering
    given = parameters.model_fields_set - NOT_FILTERS
    return CustomerQuery(
        filters=tuple((name, getattr(parameters, name)) for name in sorted(given)),
        terms=search_terms(parameters.search),
        ordering=Ordering(SortKey(name.removeprefix("-")), name.startswith("-")),
        page_size=parameters.page_size,
        cursor=parameters.cursor,
    )


def _field(error: Any) -> tuple[str, str]:
    name = str(error["loc"][0])
    if name not in ListParameters.model_fields:
        # A name can be as hostile as a value, so it is not repeated.
        return "query", "has a parameter that this list does not know"
    return name, str(error["msg"]).removeprefix("Value error, ")


def openapi_parameters() -> list[dict[str, Any]]:
    schema = ListParameters.model_json_schema()
    return [
        {"in": "query", "name": name, "required": False, "schema": property_}
        for name, property_ in schema["properties"].items()
    ]
