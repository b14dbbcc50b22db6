"""The customers themselves: a chunk of them is a pure function of (seed, number of the chunk).

A chunk is made column by column, not row by row: a list comprehension over random draws costs about 50 ns a value. The
columns are fields of COPY's binary format from the start: words are encoded once per worker, and the server has nothing
to parse. Whole numbers only: no value depends on a float, a hash, the clock or the machine's byte order.
"""
# ruff: noqa: B905 - every column takes a full chunk's draws, and a shorter last chunk uses only the first of them

import struct
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat
from random import Random

from crm_seeding.vocabulary import SLOT_BITS, SLOTS, Slots, Vocabulary

CHUNK_SIZE = 5_000
"""Customers in a chunk, the unit of determinism, of COPY and of progress: 1 MB and about 0.05 s of work. Another size
makes other customers."""

CUSTOMER_FIELDS = (
    "id",
    "customer_id",
    "first_name",
    "last_name",
    "gender",
    "phone_number",
    "birthday",
    "created",
    "last_updated",
)
ADDRESS_FIELDS = ("customer", "street", "street_number", "city_code", "city", "country")
RELATIONSHIP_FIELDS = ("customer", "points", "last_activity")
"""What a chunk holds of each model, in this order; then the surrogate `id`, where address and relationship have one."""

COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
FOUR_BYTES = struct.Struct(">ii").pack
EIGHT_BYTES = struct.Struct(">iq").pack
"""A field's length, then an integer or date; a bigint or timestamp."""

# Times are microseconds since 2000-01-01 UTC, PostgreSQL's own epoch.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
DAY = 24 * 3_600_000_000
YEAR = 365 * DAY
FIRST_CREATED = (datetime(2010, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)

# How much of a uniform 16-bit draw.
DRAWS = 1 << 16
HAS_ADDRESS = DRAWS * 30 // 100
NO_PHONE = DRAWS * 12 // 100
NO_BIRTHDAY = DRAWS * 9 // 100
NO_STREET = DRAWS * 6 // 100
NO_ACTIVITY = DRAWS * 15 // 100
IMPORTED = DRAWS * 12 // 100
NEVER_UPDATED = DRAWS * 40 // 100

SLOT = SLOTS - 1
"""Mask: the part of a draw that picks a slot."""

POINT_STEPS = 1 << 12
"""Different numbers of points, from 0 to 262 016: half the customers have fewer than 4 100."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U, which are misread."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What COPY … WITH (FORMAT binary) reads, one for each table."""

    customers: bytes
    addresses: bytes
    relationships: bytes
    size: int


class ChunkWriter:
    """Makes chunks, in any order. Holds the vocabulary as tables of COPY fields, one entry for each slot or draw."""

    def __init__(
        self, vocabulary: Vocabulary, *, seed: int, customers: int, address_has_id: bool, relationship_has_id: bool
    ) -> None:
        self.seed = seed
        self.customers = customers
        self.address_has_id = address_has_id
        self.relationship_has_id = relationship_has_id
        self.nations = [nation << SLOT_BITS + 1 for nation in _table([vocabulary.nations], int)]
        self.genders = _table(vocabulary.genders, _text)
        self.first_names = _table(chain.from_iterable(vocabulary.first_names), _text)
        self.last_names = _table(chain.from_iterable(vocabulary.last_names), _text)
        self.cities = _table(vocabulary.cities, lambda city: b"".join(map(_text, city)))
        self.streets = _table(vocabulary.streets, _text)
        self.building_numbers = _table(vocabulary.building_numbers, _text)
        self.phones = [_text(f"{phone}{0:07}")[:-7] for phone in vocabulary.phones]
        self.birthdays = _birthdays()
        self.points = [FOUR_BYTES(4, step**6 >> 54) for step in range(POINT_STEPS)]
        self.update_delays = [max(0, draw - NEVER_UPDATED) ** 3 for draw in range(DRAWS)]
        self.activity_delays = [max(0, draw - NO_ACTIVITY) ** 3 >> 1 for draw in range(DRAWS)]
        self.codes = _codes()

    def write(self, number: int) -> Chunk:
        """Customers `number * CHUNK_SIZE + 1` and up. The last chunk may be shorter; its rows are those of a full one,
        because a column takes the same draws from the stream however many rows use them."""
        ids = range(number * CHUNK_SIZE + 1, min((number + 1) * CHUNK_SIZE, self.customers) + 1)
        stream = Random(f"{self.seed}/{number}")  # noqa: S311 - no secret; a text is seeded through SHA-512, not hash()
        # A person is a nation and a sex, shifted to where that group's slots begin in the tables of names.
        people = [self.nations[draw & SLOT] | draw & SLOTS for _, draw in zip(ids, _draws(stream))]
        created = self._created(ids, stream)
        return Chunk(
            customers=self._customer_rows(ids, people, created, stream),
            addresses=self._address_rows(ids, people, stream),
            relationships=self._relationship_rows(ids, created, stream),
            size=len(ids),
        )

    def _created(self, ids: range, stream: Random) -> list[int]:
        """Rising with id, up to a jitter of 19 hours; some customers came by nightly imports, all at once."""
        first, next_chunks_first = _trend(ids.start), _trend(ids.start + CHUNK_SIZE)
        trend = range(first, next_chunks_first, (next_chunks_first - first) // CHUNK_SIZE)
        moments = [moment + (jitter << 4) for _, moment, jitter in zip(ids, trend, _wide_draws(stream))]
        return [moment - moment % DAY if draw < IMPORTED else moment for moment, draw in zip(moments, _draws(stream))]

    def _customer_rows(self, ids: range, people: Sequence[int], created: Sequence[int], stream: Random) -> bytes:
        return _rows(
            len(CUSTOMER_FIELDS),
            _eight_bytes(ids),
            self._customer_ids(ids),
            [self.first_names[person | draw & SLOT] for person, draw in zip(people, _draws(stream))],
            [self.last_names[person | draw & SLOT] for person, draw in zip(people, _draws(stream))],
            [self.genders[person & SLOTS | draw & SLOT] for person, draw in zip(people, _draws(stream))],
            [
                NULL if draw < NO_PHONE else self.phones[person >> SLOT_BITS + 1] + b"%07d" % (digits % 10_000_000)
                for person, draw, digits in zip(people, _draws(stream), _wide_draws(stream))
            ],
            [self.birthdays[draw] for _, draw in zip(ids, _draws(stream))],
            _eight_bytes(created),
            _eight_bytes([moment + self.update_delays[draw] for moment, draw in zip(created, _draws(stream))]),
        )

    def _customer_ids(self, ids: range) -> list[bytes]:
        """A code such as 7QK-3F9D2: 40 bits in base 32."""
        firsts, threes, twos = self.codes
        return [firsts[code >> 25] + threes[code >> 10 & 0x7FFF] + twos[code & 0x3FF] for code in map(_scramble, ids)]

    def _address_rows(self, ids: range, people: Sequence[int], stream: Random) -> bytes:
        residents = [
            (id_, person >> SLOT_BITS + 1 << SLOT_BITS)
            for id_, person, draw in zip(ids, people, _draws(stream))
            if draw < HAS_ADDRESS
        ]
        customers = _eight_bytes([id_ for id_, _ in residents])
        return _rows(
            len(ADDRESS_FIELDS) + self.address_has_id,
            customers,
            [
                NULL + NULL
                if draw < NO_STREET
                else self.streets[nation | street & SLOT] + self.building_numbers[nation | building & SLOT]
                for (_, nation), draw, street, building in zip(
                    residents, _draws(stream), _draws(stream), _draws(stream)
                )
            ],
            [self.cities[nation | draw & SLOT] for (_, nation), draw in zip(residents, _draws(stream))],
            *([customers] if self.address_has_id else []),
        )

    def _relationship_rows(self, ids: range, created: Sequence[int], stream: Random) -> bytes:
        customers = _eight_bytes(ids)
        return _rows(
            len(RELATIONSHIP_FIELDS) + self.relationship_has_id,
            customers,
            [self.points[draw % POINT_STEPS] for _, draw in zip(ids, _draws(stream))],
            [
                NULL if draw < NO_ACTIVITY else EIGHT_BYTES(8, moment + self.activity_delays[draw])
                for moment, draw in zip(created, _draws(stream))
            ],
            *([customers] if self.relationship_has_id else []),
        )


def _draws(stream: Random) -> array[int]:
    """Uniform 16-bit numbers for one column."""
    return _numbers(stream, "H")


def _wide_draws(stream: Random) -> array[int]:
    """Uniform 32-bit numbers for one column."""
    return _numbers(stream, "I")


def _numbers(stream: Random, typecode: str) -> array[int]:
    numbers = array(typecode)
    numbers.frombytes(stream.randbytes(CHUNK_SIZE * numbers.itemsize))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _trend(id_: int) -> int:
    """The first thousand customers came within a year; since then their number has doubled every year. So the number of
    rows decides how far the dates reach (2021 for 3 million) and never changes a row."""
    progress = id_ + 1023
    years = (progress >> 10).bit_length() - 1
    at_new_year = 1024 << years
    return FIRST_CREATED + YEAR * years + YEAR * (progress - at_new_year) // at_new_year


def _scramble(id_: int) -> int:
    """Another number of 40 bits for each id, in no visible order: both steps are bijections on 40 bits."""
    code = id_ * 0x9E3779B97F & 0xFFFFFFFFFF
    return code ^ code >> 20


def _rows(field_count: int, *columns: Iterable[bytes]) -> bytes:
    """One COPY stream: before each row its number of fields. A column is one field, or several that belong together."""
    rows = zip(repeat(struct.pack(">h", field_count)), *columns)
    return b"".join((COPY_HEADER, *map(b"".join, rows), COPY_TRAILER))


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack(">i", len(encoded)) + encoded


def _eight_bytes(values: Iterable[int]) -> list[bytes]:
    return [EIGHT_BYTES(8, value) for value in values]


def _table[Value, Field](groups: Iterable[Slots[Value]], encode: Callable[[Value], Field]) -> list[Field]:
    """The slots of all groups behind one another: group g's slot s is entry g * SLOTS + s."""
    return [field for slots in groups for value, count in slots for field in repeat(encode(value), count)]


def _birthdays() -> list[bytes]:
    """A field for each draw: NULL, or a day from 1935 to 2004, all equally frequent."""
    first = date(1935, 1, 1)
    days = (date(2005, 1, 1) - first).days
    offset = (first - EPOCH.date()).days
    spread = DRAWS - NO_BIRTHDAY
    return [NULL] * NO_BIRTHDAY + [FOUR_BYTES(4, offset + draw * days // spread) for draw in range(spread)]


def _codes() -> tuple[list[bytes], list[bytes], list[bytes]]:
    """A code's first three characters, with the field's length and the hyphen; its next three; its last two."""
    twos = [(a + b).encode() for a in CROCKFORD for b in CROCKFORD]
    threes = [a.encode() + two for a in CROCKFORD for two in twos]
    return [b"\0\0\0\x09" + three + b"-" for three in threes], threes, twos
