"""The query string of the list, checked strictly: unknown, repeated and malformed parameters are errors.

ninja would ignore unknown parameters and take the last of repeated ones, so the string is parsed here.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, JsonValue, ValidationError

from crm_optimized.api.problems import fields_of
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

# Parameters of one query string; each & begins one. The limit is Django's.
FIELDS_MAX = 1_000
ORDERINGS: list[JsonValue] = [f"{sign}{key}" for key in SortKey for sign in ("", "-")]


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("must not contain a NUL character")
    return value


def _words(value: str) -> str:
    search_terms(value)
    return value


def _digits(most: int) -> BeforeValidator:
    """A number of 1 to `most` ASCII digits. int() would accept other texts, too."""
    digits = re.compile(f"[0-9]{{1,{most}}}")

    def check(value: object) -> object:
        if isinstance(value, str) and not digits.fullmatch(value):
            raise ValueError("must be a whole number")
        return value

    return BeforeValidator(check)


def _date(value: str) -> str:
    return parse_date(value).isoformat()


def _instant(value: str) -> str:
    return parse_instant(value).isoformat()


def _boolean(value: str) -> bool:
    return value == "true"


def _ordering(value: str) -> str:
    if value not in ORDERINGS:
        raise ValueError(f"must be one of {', '.join(SortKey)}, with - before it for descending")
    return value


Contains = (
    Annotated[str, Field(max_length=100, description="contains, whatever the case"), AfterValidator(_text)] | None
)
Date = Annotated[str, Field(json_schema_extra={"format": "date"}), AfterValidator(_date)] | None
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}), AfterValidator(_instant)] | None
Points = Annotated[int, _digits(10), Field(ge=0, le=POINTS_MAX)] | None
OrderingName = Annotated[str, AfterValidator(_ordering), Field(json_schema_extra={"enum": ORDERINGS})]


class ListParameters(BaseModel):
    """Values come as text. Ranges include their bounds."""

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
    search: Annotated[
        str,
        Field(max_length=100, description="every word begins some word"),
        AfterValidator(_text),
        AfterValidator(_words),
    ] = ""
    ordering: OrderingName = "-created"
    page_size: Annotated[int, _digits(3), Field(ge=1, le=100)] = DEFAULT_PAGE_SIZE
    cursor: Annotated[str, Field(max_length=600, description="only ever out of `next` or `previous`")] | None = None


PARAMETERS = frozenset(ListParameters.model_fields)
NOT_FILTERS = {"search", "ordering", "page_size", "cursor"}


def parse_query_string(raw: str) -> list[tuple[str, str]]:
    """All parameters, sorted by name. Raises InvalidQuery when there are too many."""
    if not raw:
        return []
    try:
        return sorted(parse_qsl(raw, keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except ValueError:
        raise InvalidQuery({}) from None  # there are too many to name them


def customer_query(pairs: Sequence[tuple[str, str]]) -> CustomerQuery:
    """`pairs` are sorted by name. An empty value counts as not given. Raises InvalidQuery, which names every error."""
    wrong = {}
    try:
        parameters = ListParameters.model_validate({name: value for name, value in pairs if value})
    except ValidationError as errors:
        wrong = fields_of(errors.errors(include_url=False))
    names = [name for name, _ in pairs]
    wrong |= {name: "is not a parameter of this list" for name in names if name not in PARAMETERS}
    wrong |= {name: "must be given once" for name, next_ in pairwise(names) if name == next_}
    if wrong:
        raise InvalidQuery(wrong)
    filters = sorted(parameters.model_fields_set - NOT_FILTERS)
    ordering = parameters.ordering
    return CustomerQuery(
        filters=tuple((name, getattr(parameters, name)) for name in filters),
        terms=search_terms(parameters.search),
        ordering=Ordering(SortKey(ordering.removeprefix("-")), ordering.startswith("-")),
        page_size=parameters.page_size,
        cursor=parameters.cursor,
    )


def openapi_parameters() -> list[dict[str, Any]]:
    """ListParameters for the specification. A parameter can be left out, but it cannot be null."""
    properties: dict[str, Any] = ListParameters.model_json_schema(ref_template="#/components/schemas/{model}")[
        "properties"
    ]
    return [
        {
            "in": "query",
            "name": name,
            "required": False,
            "allowEmptyValue": True,
            "schema": property_.get("anyOf", [property_])[0],
        }
        for name, property_ in properties.items()
    ]
