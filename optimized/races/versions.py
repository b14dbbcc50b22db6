"""A customer's versions: every field says which version it belongs to, so that a mixture of two betrays itself."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from races import parts

STILL_PREFIX = "still-"  # of the codes of customers that nobody changes
FIRST_DAY = date(1900, 1, 1)
FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


def body(code: str, version: int) -> dict[str, Any]:
    """What a client sends to bring the customer `code` to `version`. Every fifth version has no address."""
    instant = FIRST_INSTANT + timedelta(seconds=version)
    return {
        "customer_id": code,
        "first_name": f"First {version}",
        "last_name": f"Last {version}",
        "gender": ("female", "male", "other", "undefined")[version % 4],
        "phone_number": f"+{version}",
        "birthday": (FIRST_DAY + timedelta(days=version)).isoformat(),
        "address": None
        if version % 5 == 4
        else {
            "street": f"Street {version}",
            "street_number": f"{version}",
            "city_code": f"C{version}",
            "city": f"City {version}",
            "country": f"Country {version}",
        },
        "relationship": {"points": version, "last_activity": f"{instant:%Y-%m-%dT%H:%M:%S.%fZ}"},
    }


class Records:
    """Turns the bytes of a customer into its code and version, and remembers each version's bytes: there is one
    encoding of a version, whoever answers and out of whichever list."""

    def __init__(self) -> None:
        self._known: dict[bytes, Mapping[str, int] | None] = {}
        self._bytes_of: dict[tuple[str, int], bytes] = {}

    def recognise(self, raw: bytes) -> Mapping[str, int] | None:
        """The version by the customer's code, or those of its parts, or None where none of any customer look like
        this."""
        if raw not in self._known:
            self._known[raw] = self._examine(raw)
        return self._known[raw]

    def _examine(self, raw: bytes) -> Mapping[str, int] | None:
        record: Mapping[str, Any] = msgspec.json.decode(raw)
        if record["customer_id"].startswith(parts.PREFIX):
            return parts.recognise(record)
        code, version = record["customer_id"], record["relationship"]["points"]
        written = {name: record[name] for name in record if name not in ("id", "created", "last_updated")}
        if written != body(code, version) or self._bytes_of.setdefault((code, version), raw) != raw:
            return None
        return {code: version}
