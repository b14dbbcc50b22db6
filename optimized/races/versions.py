"""The versions of a customer. Every field contains the version, so a mixture of two versions can be recognised."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from races import parts

# The beginning of the codes of customers that no client changes.
STILL_PREFIX = "still-"
FIRST_DAY = date(1900, 1, 1)
FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


def body(code: str, version: int) -> dict[str, Any]:
    """The body that gives the customer `code` this version. Every fifth version has no address."""
    instant = FIRST_INSTANT + timedelta(seconds=version)
    return {
        "customer_id": code,
        "first_name": f"First {version}",
        "last_name": f"Last {version}",
        "gender": ("female", "male", "other", "undefined")[version % 4],
        "phone_number": f"+{version}",
        "birthday": (FIRST_DAY + timedelta(days=version)).isoformat(),
        "address": None if version % 5 == 4 else parts.address(version),
        "relationship": {"points": version, "last_activity": f"{instant:%Y-%m-%dT%H:%M:%S.%fZ}"},
    }


class Records:
    """Turns the bytes of a customer into its code and version.

    It remembers the bytes of each version, because a version has only one encoding in all workers and lists.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Mapping[str, int] | None] = {}
        self._bytes_of: dict[tuple[str, int], bytes] = {}

    def recognise(self, raw: bytes) -> Mapping[str, int] | None:
        """The version by the code of the customer, or those of its parts. None if no version looks like `raw`."""
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
