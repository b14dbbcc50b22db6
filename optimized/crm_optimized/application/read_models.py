"""A customer as it is read. The contract demands these members in this order. `encode` makes JSON of a record, once."""

from datetime import datetime

import msgspec

from crm_optimized.domain.customer import StoredCustomer


class AddressRecord(msgspec.Struct):
    street: str | None
    street_number: str | None
    city_code: str
    city: str
    country: str


class RelationshipRecord(msgspec.Struct):
    points: int
    last_activity: str | None


class CustomerRecord(msgspec.Struct):
    """Timestamps (`YYYY-MM-DDTHH:MM:SS.ffffffZ`) and dates (`YYYY-MM-DD`) are text: no code computes with them."""

    id: int
    customer_id: str
    first_name: str
    last_name: str
    gender: str
    phone_number: str | None
    birthday: str | None
    created: str
    last_updated: str
    address: AddressRecord | None
    relationship: RelationshipRecord


encode = msgspec.json.Encoder().encode


def record_of(stored: StoredCustomer) -> CustomerRecord:
    """The record that a reader gets of a stored customer."""
    customer = stored.customer
    address = customer.address
    relationship = customer.relationship
    return CustomerRecord(
        id=stored.id,
        customer_id=customer.customer_id,
        first_name=customer.first_name,
        last_name=customer.last_name,
        gender=customer.gender,
        phone_number=customer.phone_number,
        birthday=customer.birthday.isoformat() if customer.birthday else None,
        created=_text(stored.created),
        last_updated=_text(stored.last_updated),
        address=AddressRecord(address.street, address.street_number, address.city_code, address.city, address.country)
        if address
        else None,
        relationship=RelationshipRecord(
            relationship.points, _text(relationship.last_activity) if relationship.last_activity else None
        ),
    )


def _text(instant: datetime) -> str:
    """`instant` is in UTC."""
    return instant.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
