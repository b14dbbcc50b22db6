"""The shapes of the API: what a body may be (checked on every write) and what an answer is (documentation; the tests hold
the answers' bytes against it)."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, StrictInt, StrictStr, WithJsonSchema

from crm_optimized.domain import customer as domain
from crm_optimized.domain.customer import CODE_LENGTH, NAME_LENGTH, POINTS_MAX, STREET_NUMBER_LENGTH, Gender

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})")


def text(length: int) -> Any:
    return Annotated[
        StrictStr,
        AfterValidator(lambda value: domain.text(value, length=length)),
        WithJsonSchema({"type": "string", "minLength": 1, "maxLength": length}),
    ]


def parse_date(value: object) -> date:
    """An ISO calendar date and nothing else that Python would take for one."""
    if isinstance(value, str) and DATE.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError("must be a date such as 1990-12-31")


def parse_instant(value: object) -> datetime:
    """An RFC 3339 date-time with its offset, in UTC."""
    if isinstance(value, str) and DATE_TIME.fullmatch(value):
        return domain.instant(datetime.fromisoformat(value.upper()))
    raise ValueError("must be a date-time with an offset, such as 2026-01-31T12:00:00Z")


def parse_gender(value: object) -> Gender:
    if isinstance(value, str) and value in list(Gender):
        return Gender(value)
    raise ValueError(f"must be one of {', '.join(Gender)}")


Name = text(NAME_LENGTH)
Code = text(CODE_LENGTH)
StreetNumber = text(STREET_NUMBER_LENGTH)
Date = Annotated[date, BeforeValidator(parse_date)]
Instant = Annotated[datetime, BeforeValidator(parse_instant)]
GenderName = Annotated[Gender, BeforeValidator(parse_gender)]
Points = Annotated[
    StrictInt,
    AfterValidator(domain.points),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": POINTS_MAX}),
]


class AddressIn(Schema):
    street: Name | None = None
    street_number: StreetNumber | None = None
    city_code: StreetNumber
    city: Name
    country: Name


class RelationshipIn(Schema):
    points: Points = 0
    last_activity: Instant | None = None


class CustomerIn(Schema):
    """Whole: what is left out takes its default. Members that clients cannot write are ignored."""

    customer_id: Code
    first_name: Name
    last_name: Name
    gender: GenderName = Gender.UNDEFINED
    phone_number: Code | None = None
    birthday: Date | None = None
    address: AddressIn | None = None
    relationship: RelationshipIn = RelationshipIn()

    def to_domain(self) -> domain.Customer:
        values = dict(self)
        values["address"] = domain.Address(**dict(self.address)) if self.address else None
        values["relationship"] = domain.Relationship(**dict(self.relationship))
        return domain.Customer(**values)


class AddressPatch(Schema):
    street: Name | None = None
    street_number: StreetNumber | None = None
    city_code: StreetNumber = ""
    city: Name = ""
    country: Name = ""


class CustomerPatch(Schema):
    """In parts: what is left out stays as it is. The defaults are never used."""

    customer_id: Code = ""
    first_name: Name = ""
    last_name: Name = ""
    gender: GenderName = Gender.UNDEFINED
    phone_number: Code | None = None
    birthday: Date | None = None
    address: AddressPatch | None = None
    relationship: RelationshipIn = RelationshipIn()

    def changes(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True)


class AddressOut(Schema):
    street: str | None
    street_number: str | None
    city_code: str
    city: str
    country: str


class RelationshipOut(Schema):
    points: int
    last_activity: datetime | None


class CustomerOut(Schema):
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


class CustomerPageOut(Schema):
    next: str | None
    previous: str | None
    results: list[CustomerOut]
