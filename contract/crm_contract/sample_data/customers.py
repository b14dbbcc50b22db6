"""Bodies that create customers, and the conversion of an answer to the oracle's customer."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime

from crm_contract.oracle.customers import Address, Customer, Json

# Creates a customer with these members and defaults for the others, and returns the answer.
type Create = Callable[..., Json]


def unique() -> str:
    """Return a word that no customer contains: 12 letters and digits, so that it is one search term."""
    return "t" + secrets.token_hex(6)[1:]


def new_customer(**members: Json) -> dict[str, Json]:
    """Return the smallest valid body, with these members added or changed."""
    return {"customer_id": unique(), "first_name": "Ada", "last_name": "Lovelace", **members}


def whole_customer(**members: Json) -> dict[str, Json]:
    """Return a body in which no member has its default."""
    return new_customer(
        **{
            "gender": "female",
            "phone_number": "+44 20 5550 0042",
            "birthday": "1815-12-10",
            "address": new_address(),
            "relationship": {"points": 42, "last_activity": "2024-05-31T20:15:00.123456Z"},
            **members,
        }
    )


def new_address(**members: Json) -> dict[str, Json]:
    return {
        "street": "St James's Square",
        "street_number": "12b",
        "city_code": "SW1Y 4JH",
        "city": "London",
        "country": "United Kingdom",
        **members,
    }


def from_json(document: Mapping[str, Json]) -> Customer:
    address = document["address"]
    relationship = document["relationship"]
    activity = relationship["last_activity"]
    return Customer(
        **{name: document[name] for name in ("id", "customer_id", "first_name", "last_name", "gender", "phone_number")},
        birthday=date.fromisoformat(document["birthday"]) if document["birthday"] else None,
        created=datetime.fromisoformat(document["created"]),
        last_updated=datetime.fromisoformat(document["last_updated"]),
        address=Address(**address) if address else None,
        points=relationship["points"],
        last_activity=datetime.fromisoformat(activity) if activity else None,
    )
