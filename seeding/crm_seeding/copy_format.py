"""Encode columns of thousands of rows in the binary format of PostgreSQL's COPY, which the server need not parse.

A row is its number of fields, then each field's length and bytes. A length of -1 is NULL. Here every row of a column is
padded to the same width, so that numpy can work on all rows at once; a mask says which bytes count.
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
# One flag a row: True where the row has a value, False where it is NULL.
type Known = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """One field of every row, or several fields that belong together. Both arrays have one row a customer."""

    padded: NDArray[np.uint8]
    # Which bytes of `padded` count.
    counts: NDArray[np.bool_]


def rows(field_count: int, *columns: Column) -> bytes:
    """Join the columns to rows of `field_count` fields, as COPY reads them."""
    count = len(columns[0].padded)
    every = [constant(count, struct.pack(">h", field_count)), *columns]
    padded = np.hstack([column.padded for column in every])
    return padded[np.hstack([column.counts for column in every])].tobytes()


def constant(count: int, content: bytes) -> Column:
    """Repeat the same bytes in each of `count` rows."""
    return whole(np.tile(np.frombuffer(content, np.uint8), (count, 1)))


def whole(padded: NDArray[np.uint8]) -> Column:
    """Make a column of bytes that all count."""
    return Column(padded, np.ones(padded.shape, np.bool_))


def bigints(values: Numbers, known: Known | None = None) -> Column:
    """Encode bigint fields, or timestamps as microseconds since 2000."""
    return _integers(values, known, type_=">i8")


def integers(values: Numbers, known: Known | None = None) -> Column:
    """Encode integer fields, or dates as days since 2000."""
    return _integers(values, known, type_=">i4")


def _integers(values: Numbers, known: Known | None, *, type_: str) -> Column:
    fields = np.empty(len(values), [("length", ">i4"), ("value", type_)])
    fields["length"] = fields.dtype["value"].itemsize
    fields["value"] = values
    column = whole(fields.view(np.uint8).reshape(len(values), fields.itemsize))
    if known is not None:
        fields["length"][~known] = -1
        column.counts[:, 4:] = known[:, np.newaxis]
    return column


def digits(values: Numbers, number: int, *, known: Known) -> Column:
    """Encode the last `number` digits of each value in ASCII, behind a text field whose length includes them."""
    powers = 10 ** np.arange(number - 1, -1, -1)
    padded = (values[:, np.newaxis] // powers % 10 + ord("0")).astype(np.uint8)
    return Column(padded, np.repeat(known[:, np.newaxis], number, axis=1))


def texts(*values: str) -> bytes:
    """Encode text fields of one row."""
    encoded = [value.encode() for value in values]
    return b"".join(struct.pack(">i", len(value)) + value for value in encoded)


class Words[Word]:
    """The words of a vocabulary, encoded once as fields, to pick from by group and slot."""

    def __init__(self, groups: Iterable[Slots[Word]], fields: Callable[[Word], bytes]) -> None:
        numbers: dict[bytes, int] = {NULL: 0}
        slots = [(numbers.setdefault(fields(word), len(numbers)), count) for group in groups for word, count in group]
        self._slots = np.repeat(*np.array(slots, np.int32).T)
        lengths = np.array([len(word) for word in numbers])
        self._counts = np.arange(lengths.max()) < lengths[:, np.newaxis]
        self._padded = np.zeros(self._counts.shape, np.uint8)
        self._padded[self._counts] = np.frombuffer(b"".join(numbers), np.uint8)

    def pick(self, groups: Numbers, slots: Numbers, *, known: Known | None = None) -> Column:
        """Return the word of each row: `groups` and `slots` have one number a row."""
        words = self._slots[groups << SLOT_BITS | slots]
        if known is not None:
            words[~known] = 0
        return Column(self._padded[words], self._counts[words])
