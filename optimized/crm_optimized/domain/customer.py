"""A customer as the business sees one: the person, the address, and the relationship with the company.

Values are immutable. The API checks the rules below when it reads a request, so no later code checks them again.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

NAME_LENGTH = 100
CODE_LENGTH = 32
# Street numbers and postal codes.
SHORT_CODE_LENGTH = 20
# The largest value of PostgreSQL's type integer.
POINTS_MAX = 2_147_483_647


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNDEFINED = "undefined"


class RuleBrokenError(ValueError):
    """A value breaks a rule of the domain. The message is for the person who entered it, and never repeats it."""


def text(value: str, *, length: int) -> str:
    """`value` in Unicode's composed form (NFC), so that equal names are equal bytes. Raises unless it has 1 to `length`
    characters."""
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
    """A customer with its identity and its two timestamps, in UTC, which the storage adds."""

    id: int
    created: datetime
    last_updated: datetime
    customer: Customer
