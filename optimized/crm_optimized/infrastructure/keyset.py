"""Keyset pagination over any ordering: a page starts after a boundary row instead of after a number of rows.

The cost of a page does not depend on its depth: `(created, id) < (…)` is one descent into the index (0.05 ms at
3 million rows). OFFSET 1 000 000 reads a million entries (13 s). A cursor is the boundary, signed and bound to its
query. `Shape.segments` in `search/core.py` turns the boundary into conditions.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from crm_optimized.application.errors import InvalidCursor

# 96 bits: no client can send enough requests to guess one.
SIGNATURE_BYTES = 12
VERSION = "1"
# A boundary of 100 four-byte characters, its id and the signature, in base64.
CURSOR_LENGTH = 600


@dataclass(frozen=True, slots=True)
class Boundary:
    """The row next to a page: its sort value as text, and its id. Backward: the page lies before the row.

    Without an id, it is an end of the list instead of a row: forward its start, backward its end.
    """

    value: str | None
    id: int | None
    backward: bool


START = Boundary(None, None, backward=False)
END = Boundary(None, None, backward=True)


class CursorSigner:
    """Turns boundaries into opaque cursors and back. A cursor is valid only for the query that it was made for."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"customer-cursor").digest()

    def encode(self, boundary: Boundary, query: bytes) -> str:
        """`query` identifies everything but the page; a boundary of one query means nothing in another."""
        direction = "p" if boundary.backward else "n"
        value = "" if boundary.value is None else f":{boundary.value}"
        id_ = "" if boundary.id is None else boundary.id
        payload = f"{VERSION}{direction}{id_}{value}".encode()
        return _encode(self._sign(payload, query) + payload)

    def decode(self, cursor: str, query: bytes) -> Boundary:
        """Raises InvalidCursor for anything but a cursor that `encode` made for the same query."""
        if len(cursor) > CURSOR_LENGTH:
            raise InvalidCursor
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise InvalidCursor from None
        signature, payload = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        # Canonical, because base64 ignores the last bits of the last character: one boundary has one cursor.
        if not payload or _encode(raw) != cursor or not hmac.compare_digest(signature, self._sign(payload, query)):
            raise InvalidCursor
        text = payload.decode()
        if text[0] != VERSION:
            raise InvalidCursor
        id_, separator, value = text[2:].partition(":")
        return Boundary(value if separator else None, int(id_) if id_ else None, backward=text[1] == "p")

    def _sign(self, payload: bytes, query: bytes) -> bytes:
        # The length first, so that no other split of the same bytes has the same signature.
        message = len(payload).to_bytes(4) + payload + query
        return hashlib.blake2b(message, digest_size=SIGNATURE_BYTES, key=self._key).digest()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
