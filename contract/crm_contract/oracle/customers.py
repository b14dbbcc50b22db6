"""A customer, and its JSON in the answers of both services."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

GENDERS = ("male", "female", "other", "undefined")

# Any value that json.loads returns.
type Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    street: str | None
    street_number: str | None
    city_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    id: int
    customer_id: str
    first_name: str
    last_name: str
    gender: str
    phone_number: str | None
    birthday: date | None
    created: datetime
    last_updated: datetime
    address: Address | None
    points: int
    last_activity: datetime | None


def as_json(customer: Customer) -> dict[str, Json]:
    """Return the members in the contract's order."""
    address = customer.address
    return {
        "id": customer.id,
        "customer_id": customer.customer_id,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "gender": customer.gender,
        "phone_number": customer.phone_number,
        "birthday": customer.birthday.isoformat() if customer.birthday else None,
        "created": moment(customer.created),
        "last_updated": moment(customer.last_updated),
        "address": address
        and {
            "street": address.street,
            "street_number": address.street_number,
            "city_code": address.city_code,
            "city": address.city,
            "country": address.country,
        },
        "relationship": {
            "points": customer.points,
            "last_activity": customer.last_activity and moment(customer.last_activity),
        },
    }


def moment(value: datetime) -> str:
    """Write a moment in UTC, always with six fraction digits and a year of four digits."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def encode(document: Json) -> bytes:
    """Write compact JSON in UTF-8, without escapes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
