import base64

import pytest
from crm_optimized.application.errors import InvalidCursor
from crm_optimized.infrastructure.keyset import END, START, Boundary, CursorSigner

SIGNER = CursorSigner("secret")
BOUNDARIES = [
    Boundary("2024-05-01T10:11:12.000001Z", 3, backward=False),
    Boundary(None, 2**63 - 1, backward=True),
    Boundary("", 1, backward=False),
    Boundary("a:b:𝔸" * 20, 1, backward=True),
    START,
    END,
]


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_cursor_comes_back_as_the_boundary_it_was_made_of(boundary: Boundary) -> None:
    assert SIGNER.decode(SIGNER.encode(boundary, b"query"), b"query") == boundary


def test_the_longest_boundary_fits_into_a_cursor() -> None:
    longest = Boundary("\U0001f389" * 100, 2**63 - 1, backward=False)
    assert SIGNER.decode(SIGNER.encode(longest, b"query"), b"query") == longest


def test_a_cursor_of_another_query_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        SIGNER.decode(SIGNER.encode(BOUNDARIES[0], b"one"), b"other")


def test_a_cursor_signed_with_another_secret_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        CursorSigner("other").decode(SIGNER.encode(BOUNDARIES[0], b"query"), b"query")


def test_a_cursor_with_any_one_bit_changed_is_refused() -> None:
    cursor = SIGNER.encode(BOUNDARIES[0], b"query")
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(InvalidCursor):
            SIGNER.decode(base64.urlsafe_b64encode(changed).rstrip(b"=").decode(), b"query")


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "%%%", "é", "A" * 601, "\0"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        SIGNER.decode(cursor, b"query")
