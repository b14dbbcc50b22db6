"""The schemas of the API. Those of bodies are checked on every write.

Those of answers are only documentation at run time. The tests compare the bytes of answers with them.
"""

import re
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import msgspec
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StrictInt, StrictStr, WithJsonSchema

from crm_optimized.application.read_models import CustomerRecord
from crm_optimized.domain import customer as domain
from crm_optimized.domain.customer import CODE_LENGTH, NAME_LENGTH, POINTS_MAX, SHORT_CODE_LENGTH, Gender

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
DATE_TIME = re.compile(rf"{DATE.pattern}T{CLOCK}:[0-5][0-9](\.[0-9]{{1,6}})?(Z|[+-]{CLOCK})")


def text(length: int) -> AfterValidator:
    return AfterValidator(partial(domain.text, length=length))


def text_schema(length: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "minLength": 1, "maxLength": length})


def parse_date(value: object) -> date:
    """Accepts an ISO calendar date, `YYYY-MM-DD`. Python would accept other forms, too."""
    if isinstance(value, str) and DATE.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError("must be a date such as 1990-12-31")


def parse_instant(value: object) -> datetime:
    """Accepts an RFC 3339 date-time with a capital T, and Z or an offset. The result is in UTC."""
    if isinstance(value, str) and DATE_TIME.fullmatch(value):
        return domain.instant(datetime.fromisoformat(value))
    raise ValueError("must be a date-time with an offset, such as 2026-01-31T12:00:00Z")


def parse_gender(value: object) -> Gender:
    if isinstance(value, str) and value in list(Gender):
        return Gender(value)
    raise ValueError(f"must be one of {', '.join(Gender)}")


Name = Annotated[StrictStr, text(NAME_LENGTH), text_schema(NAME_LENGTH)]
Code = Annotated[StrictStr, text(CODE_LENGTH), text_schema(CODE_LENGTH)]
ShortCode = Annotated[StrictStr, text(SHORT_CODE_LENGTH), text_schema(SHORT_CODE_LENGTH)]
Date = Annotated[date, BeforeValidator(parse_date)]
Instant = Annotated[datetime, BeforeValidator(parse_instant)]
GenderName = Annotated[Gender, BeforeValidator(parse_gender)]
Points = Annotated[
    StrictInt,
    AfterValidator(domain.points),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": POINTS_MAX}),
]


class AddressIn(BaseModel):
    street: Name | None = None
    street_number: ShortCode | None = None
    city_code: ShortCode
    city: Name
    country: Name


class RelationshipIn(BaseModel):
    points: Points = 0
    last_activity: Instant | None = None


class CustomerIn(BaseModel):
    """A whole customer. A missing member takes its default. Members that clients cannot write are ignored."""

    customer_id: Code
    first_name: Name
    last_name: Name
    gender: GenderName = Gender.UNDEFINED
    phone_number: Code | None = None
    birthday: Date | None = None
    address: AddressIn | None = None
    relationship: RelationshipIn = Field(default_factory=RelationshipIn)

    def to_domain(self) -> domain.Customer:
        values = dict(self)
        values["address"] = domain.Address(**dict(self.address)) if self.address else None
        values["relationship"] = domain.Relationship(**dict(self.relationship))
        return domain.Customer(**values)


# Any members of CustomerIn. The others keep their values.
type CustomerPatch = dict[str, Any]


def merge_patch(customer: CustomerRecord, patch: dict[str, Any]) -> dict[str, Any]:
    """A body for CustomerIn: the customer, changed by the members of `patch` (RFC 7396, one level deep)."""
    merged: dict[str, Any] = msgspec.to_builtins(customer)
    for name, value in patch.items():
        nested = merged.get(name)
        merged[name] = nested | value if isinstance(nested, dict) and isinstance(value, dict) else value
    return merged


class AddressOut(BaseModel):
    street: str | None
    street_number: str | None
    city_code: str
    city: str
    country: str


class RelationshipOut(BaseModel):
    points: int
    last_activity: datetime | None


class CustomerOut(BaseModel):
    id: int
    customer_id: str
    first_name: str
    last_name: str
    gender: Gender
    phone_number: str | None
    birthday: date | None
    created: datetime
    last_updated: datetime
    address: AddressOut | None
    relationship: RelationshipOut


class CustomerPageOut(BaseModel):
    next: str | None
    previous: str | None
    results: list[CustomerOut]
