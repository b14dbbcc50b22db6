"""Customers of which several writers change a part each, at the same time: a part that is lost or old betrays itself.

Each part has versions of its own, 1, 2, 3 …, by a single writer, so that they have an order. In a history a part is
named after its customer: `race-parts-1 relationship.points`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

PREFIX = "race-parts-"
FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"

COMMON = ("last_name", "relationship.points", "relationship.last_activity")
# Whoever always has an address has two writers in it. Of the others the address comes and goes, whole; a phone number
# that is written with it says which version that is.
SETTLED = (*COMMON, "address.street", "address.city")
MOVING = (*COMMON, "address")


def parts_of(code: str) -> Sequence[str]:
    return SETTLED if int(code.removeprefix(PREFIX)) % 2 else MOVING


def key(code: str, part: str) -> str:
    return f"{code} {part}"


def change(part: str, version: int) -> dict[str, Any]:
    """The body of the PATCH that brings a part to a version."""
    match part:
        case "last_name":
            return {"last_name": f"Last {version}"}
        case "relationship.points":
            return {"relationship": {"points": version}}
        case "relationship.last_activity":
            return {"relationship": {"last_activity": (FIRST_INSTANT + timedelta(seconds=version)).strftime(MOMENT)}}
        case "address.street":
            return {"address": {"street": f"Street {version}"}}
        case "address.city":
            return {"address": {"city": f"City {version}"}}
        case _:
            return {"phone_number": f"+{version}", "address": None if version % 2 else _address(version)}


def body(code: str, versions: Mapping[str, int]) -> dict[str, Any]:
    """The customer whose parts have these versions."""
    whole: dict[str, Any] = {
        "customer_id": code,
        "first_name": "Parts",
        "last_name": "",
        "gender": "undefined",
        "phone_number": None,
        "birthday": None,
        "address": _address(0),
        "relationship": {},
    }
    for part in parts_of(code):
        for name, value in change(part, versions[part]).items():
            if isinstance(value, dict):
                whole[name] = whole[name] | value
            else:
                whole[name] = value
    return whole


def recognise(record: Mapping[str, Any]) -> Mapping[str, int] | None:
    """The version of each part, by its key; None where no versions look like this."""
    code = record["customer_id"]
    try:
        versions = {part: _version(record, part) for part in parts_of(code)}
        same = {name: record[name] for name in record if name not in ("id", "created", "last_updated")}
        if same != body(code, versions):
            return None
    except (TypeError, ValueError):
        return None
    return {key(code, part): version for part, version in versions.items()}


def _version(record: Mapping[str, Any], part: str) -> int:
    match part:
        case "relationship.points":
            return int(record["relationship"]["points"])
        case "relationship.last_activity":
            moment = datetime.strptime(record["relationship"]["last_activity"], MOMENT).replace(tzinfo=UTC)
            return int((moment - FIRST_INSTANT).total_seconds())
        case "address":
            return int(record["phone_number"].removeprefix("+"))
    value: Any = record
    for name in part.split("."):
        value = value[name]
    return int(value.rpartition(" ")[2])


def _address(version: int) -> dict[str, Any]:
    return {
        "street": f"Street {version}",
        "street_number": f"{version}",
        "city_code": f"C{version}",
        "city": f"City {version}",
        "country": f"Country {version}",
    }
