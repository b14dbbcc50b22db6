"""Reads a binary COPY stream, as `copy_format` writes it."""

from collections.abc import Sequence


def rows_of(stream: bytes) -> list[Sequence[bytes | None]]:
    """Return the rows of a stream without header and trailer; a field is its bytes, or None for NULL."""
    position = 0
    rows = []
    while position < len(stream):
        field_count = int.from_bytes(stream[position : position + 2])
        position += 2
        row: list[bytes | None] = []
        for _ in range(field_count):
            length = int.from_bytes(stream[position : position + 4], signed=True)
            position += 4
            row.append(None if length < 0 else stream[position : position + length])
            position += max(length, 0)
        rows.append(row)
    return rows
