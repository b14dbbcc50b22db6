"""Columns of thousands of rows in the binary format of PostgreSQL's COPY, which the server need not parse.

A row is its number of fields, then each field's length and bytes; a length of -1 is NULL. Here every row of a column is
padded to the same width, so that numpy can work on all rows at once, beside a mask of the bytes that count.
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_seeding.vocabulary import SLOT_BITS, Slots

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
NULL = struct.pack(">i", -1)

type Numbers = NDArray[np.int64]
type Known = NDArray[np.bool_]
"""Which rows have a value; the others are NULL."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of every row, or several that belong together."""

    padded: NDArray[np.uint8]
    counts: NDArray[np.bool_]


def rows(field_count: int, *columns: Column) -> bytes:
    count = len(columns[0].padded)
    every = [constant(count, struct.pack(">h", field_count)), *columns]
    padded = np.hstack([column.padded for column in every])
    return padded[np.hstack([column.counts for column in every])].tobytes()


def constant(count: int, content: bytes) -> Column:
    return whole(np.tile(np.frombuffer(content, np.uint8), (count, 1)))


def whole(padded: NDArray[np.uint8]) -> Column:
    """Without padding."""
    return Column(padded, np.ones(padded.shape, np.bool_))


def bigints(values: Numbers, known: Known | None = None) -> Column:
    """Timestamps too: microseconds since 2000."""
    return _integers(values, ">i8", known)


def integers(values: Numbers, known: Known | None = None) -> Column:
    """Dates too: days since 2000."""
    return _integers(values, ">i4", known)


def _integers(values: Numbers, type_: str, known: Known | None) -> Column:
    fields = np.empty(len(values), [("length", ">i4"), ("value", type_)])
    fields["length"] = fields.dtype["value"].itemsize
    fields["value"] = values
    column = whole(fields.view(np.uint8).reshape(len(values), fields.itemsize))
    if known is not None:
        fields["length"][~known] = -1
        column.counts[:, 4:] = known[:, np.newaxis]
    return column


def digits(values: Numbers, number: int, known: Known) -> Column:
    """The last digits of each value, in ASCII; to follow a text field whose length has them already."""
    powers = 10 ** np.arange(number - 1, -1, -1)
    padded = (values[:, np.newaxis] // powers % 10 + ord("0")).astype(np.uint8)
    return Column(padded, np.repeat(known[:, np.newaxis], number, axis=1))


def texts(*values: str) -> bytes:
    """Text fields."""
    encoded = [value.encode() for value in values]
    return b"".join(struct.pack(">i", len(value)) + value for value in encoded)


class Words[Word]:
    """The fields that a vocabulary's words become, encoded once, to pick from by group and slot."""

    def __init__(self, groups: Iterable[Slots[Word]], fields: Callable[[Word], bytes]) -> None:
        numbers: dict[bytes, int] = {NULL: 0}
        slots = [(numbers.setdefault(fields(word), len(numbers)), count) for group in groups for word, count in group]
        self._slots = np.repeat(*np.array(slots, np.int32).T)
        lengths = np.array([len(word) for word in numbers])
        self._counts = np.arange(lengths.max()) < lengths[:, np.newaxis]
        self._padded = np.zeros(self._counts.shape, np.uint8)
        self._padded[self._counts] = np.frombuffer(b"".join(numbers), np.uint8)

    def pick(self, groups: Numbers, slots: Numbers, known: Known | None = None) -> Column:
        words = self._slots[groups << SLOT_BITS | slots]
        if known is not None:
            words[~known] = 0
        return Column(self._padded[words], self._counts[words])
