"""A customer as the business sees one: who they are, where they live and what their relationship with us is worth.

Values are immutable. Whatever exists has passed the rules, so nobody downstream checks them again.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

NAME_LENGTH = 100
CODE_LENGTH = 32
SHORT_CODE_LENGTH = 20  # street numbers and postal codes
POINTS_MAX = 2_147_483_647  # PostgreSQL's integer


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNDEFINED = "undefined"


class RuleBrokenError(ValueError):
    """A value breaks a rule of the domain. The message is for the person who entered it and never repeats the value."""


def text(value: str, *, length: int) -> str:
    """`value` in Unicode's composed form (NFC), so that equal names are equal bytes; 1 to `length` characters."""
    if "\0" in value:
        raise RuleBrokenError("must not contain a NUL character")
    if not value.isascii():
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise RuleBrokenError("must be valid Unicode")
        value = unicodedata.normalize("NFC", value)
    if not 1 <= len(value) <= length:
        raise RuleBrokenError(f"must have 1 to {length} characters")
    return value


def instant(value: datetime) -> datetime:
    """The same instant in UTC."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise RuleBrokenError("lies outside the years 1 to 9999 in UTC") from None


def points(value: int) -> int:
    if not 0 <= value <= POINTS_MAX:
        raise RuleBrokenError(f"must be between 0 and {POINTS_MAX}")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    street: str | None = None
    street_number: str | None = None
    city_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    points: int = 0
    last_activity: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    customer_id: str
    first_name: str
    last_name: str
    gender: Gender = Gender.UNDEFINED
    phone_number: str | None = None
    birthday: date | None = None
    address: Address | None = None
    relationship: Relationship = Relationship()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCustomer:
    """A customer with what storing added: the identity and the two timestamps, in UTC."""

    id: int
    created: datetime
    last_updated: datetime
    customer: Customer
