"""Customers whose parts are changed by several writers at the same time. The values of a part tell its version.

Each part has versions 1, 2, 3 …, all by one writer, so they have an order. In a history, the key of a part contains the
code of its customer: `race-parts-1 relationship.points`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

PREFIX = "race-parts-"
FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"

COMMON = ("last_name", "relationship.points", "relationship.last_activity")
# A customer with an odd number always has an address, with two parts in it. The address of the others is one part that
# appears and disappears; the phone number is written with it and tells its version.
SETTLED = (*COMMON, "address.street", "address.city")
MOVING = (*COMMON, "address")


def parts_of(code: str) -> Sequence[str]:
    return SETTLED if int(code.removeprefix(PREFIX)) % 2 else MOVING


def key(code: str, part: str) -> str:
    return f"{code} {part}"


def change(part: str, version: int) -> dict[str, Any]:
    """The body of the PATCH that gives a part this version."""
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
            return {"phone_number": f"+{version}", "address": None if version % 2 else address(version)}


def body(code: str, versions: Mapping[str, int]) -> dict[str, Any]:
    """The customer with these versions of its parts."""
    whole: dict[str, Any] = {
        "customer_id": code,
        "first_name": "Parts",
        "last_name": "",
        "gender": "undefined",
        "phone_number": None,
        "birthday": None,
        "address": address(0),
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
    """The version of each part by its key, or None if no versions look like `record`."""
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


def address(version: int) -> dict[str, Any]:
    return {
        "street": f"Street {version}",
        "street_number": f"{version}",
        "city_code": f"C{version}",
        "city": f"City {version}",
        "country": f"Country {version}",
    }
