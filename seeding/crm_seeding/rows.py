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
"""Customers in a chunk, the unit of determinism: 1 MB and about 0.02 s of work. Another size makes other customers."""

CUSTOMER_FIELDS = (
    "id",
    "customer_id",
    "first_name",
    "gender",
    "last_name",
    "phone_number",
    "birthday",
    "created",
    "last_updated",
)
ADDRESS_FIELDS = ("customer", "street", "street_number", "city_code", "city", "country")
RELATIONSHIP_FIELDS = ("customer", "points", "last_activity")
"""What a chunk holds of each model, in this order; before it the surrogate `id`, where there is one."""

# COPY's binary format: a row is its number of fields, then each field's length and bytes.
COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
_customer = struct.Struct(">hiqi").pack  # number of fields, id, and the length of customer_id
_two_times = struct.Struct(">iqiq").pack
_points = struct.Struct(">iii").pack  # and the length of what follows
_points_and_time = struct.Struct(">iiiq").pack
_key = struct.Struct(">hiq").pack
_two_keys = struct.Struct(">hiqiq").pack
_day = struct.Struct(">ii").pack

# Times are microseconds since 2000-01-01 UTC, PostgreSQL's own epoch.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
DAY = 24 * 3_600_000_000
YEAR = 365 * DAY
FIRST_CREATED = (datetime(2010, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)

# How much of a uniform 16-bit draw.
DRAWS = 1 << 16
HAS_ADDRESS = DRAWS * 30 // 100
NO_PHONE = DRAWS * 12 // 100
NO_STREET = DRAWS * 6 // 100
NO_ACTIVITY = DRAWS * 15 // 100
IMPORTED = DRAWS * 12 // 100
NEVER_UPDATED = DRAWS * 40 // 100

SLOT = SLOTS - 1
"""Mask: the part of a draw that picks a slot."""

ALL_SLOTS = int.from_bytes(SLOT.to_bytes(2) * CHUNK_SIZE)
"""The same mask for all draws of a column at once."""

NO_BIRTHDAY = SLOTS * 9 // 100
"""Slots, not draws."""

# Crockford's base 32: no I, L, O and U, which are misread. One digit, and two.
ONE = [bytes([digit]) for digit in b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"]
TWO = [first + second for first in ONE for second in ONE]


@dataclass(frozen=True, slots=True)
class Chunk:
    """What COPY … WITH (FORMAT binary) reads between COPY_HEADER and COPY_TRAILER, one for each table."""

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
        self.first_names = _table(chain.from_iterable(vocabulary.first_names), _texts)
        self.last_names = _table(chain.from_iterable(vocabulary.last_names), _text)
        self.cities = _table(vocabulary.cities, _texts)
        self.streets = _table(vocabulary.streets, _text)
        self.building_numbers = _table(vocabulary.building_numbers, _text)
        self.phones = [_text(f"{phone}{0:07}")[:-7] for phone in vocabulary.phones]
        self.birthdays = _birthdays()
        self.points = [slot**6 >> 66 for slot in range(SLOTS)]
        self.update_delays = array("q", (max(0, draw - NEVER_UPDATED) ** 3 for draw in range(DRAWS)))
        self.activity_delays = array("q", (max(0, draw - NO_ACTIVITY) ** 3 >> 1 for draw in range(DRAWS)))

    def write(self, number: int) -> Chunk:
        """Customers `number * CHUNK_SIZE + 1` and up. The last chunk may be shorter; its rows are those of a full one,
        because a column takes the same draws from the stream however many rows use them."""
        ids = range(number * CHUNK_SIZE + 1, min((number + 1) * CHUNK_SIZE, self.customers) + 1)
        stream = Random(f"{self.seed}/{number}")
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
            [_customer(len(CUSTOMER_FIELDS), 8, id_, 9) for id_ in ids],
            _customer_ids(ids),
            [self.first_names[person | slot] for person, slot in zip(people, _slots(stream))],
            [self.last_names[person | slot] for person, slot in zip(people, _slots(stream))],
            [
                NULL if draw < NO_PHONE else self.phones[person >> SLOT_BITS + 1] + b"%07d" % (digits % 10_000_000)
                for person, draw, digits in zip(people, _draws(stream), _wide_draws(stream))
            ],
            [self.birthdays[slot] for _, slot in zip(ids, _slots(stream))],
            [
                _two_times(8, moment, 8, moment + self.update_delays[draw])
                for moment, draw in zip(created, _draws(stream))
            ],
        )

    def _address_rows(self, ids: range, people: Sequence[int], stream: Random) -> bytes:
        residents = [
            (id_, person >> SLOT_BITS + 1 << SLOT_BITS)
            for id_, person, draw in zip(ids, people, _draws(stream))
            if draw < HAS_ADDRESS
        ]
        return _rows(
            _keys([id_ for id_, _ in residents], len(ADDRESS_FIELDS), twice=self.address_has_id),
            [
                NULL + NULL
                if draw < NO_STREET
                else self.streets[nation | street] + self.building_numbers[nation | building]
                for (_, nation), draw, street, building in zip(
                    residents, _draws(stream), _slots(stream), _slots(stream)
                )
            ],
            [self.cities[nation | slot] for (_, nation), slot in zip(residents, _slots(stream))],
        )

    def _relationship_rows(self, ids: range, created: Sequence[int], stream: Random) -> bytes:
        return _rows(
            _keys(ids, len(RELATIONSHIP_FIELDS), twice=self.relationship_has_id),
            [
                _points(4, self.points[slot], -1)
                if draw < NO_ACTIVITY
                else _points_and_time(4, self.points[slot], 8, moment + self.activity_delays[draw])
                for moment, draw, slot in zip(created, _draws(stream), _slots(stream))
            ],
        )


def _draws(stream: Random) -> array[int]:
    """Uniform 16-bit numbers for one column."""
    return _numbers("H", stream.randbytes(CHUNK_SIZE * 2))


def _slots(stream: Random) -> array[int]:
    """Uniform slots for one column."""
    return _numbers("H", (stream.getrandbits(CHUNK_SIZE * 16) & ALL_SLOTS).to_bytes(CHUNK_SIZE * 2, "little"))


def _wide_draws(stream: Random) -> array[int]:
    """Uniform 32-bit numbers for one column."""
    return _numbers("I", stream.randbytes(CHUNK_SIZE * 4))


def _numbers(typecode: str, little_endian: bytes) -> array[int]:
    numbers = array(typecode, little_endian)
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


def _customer_ids(ids: range) -> list[bytes]:
    """Codes such as 7QK-3F9D2, 40 bits in base 32. They are put together out of small tables, which stay in the
    processor's cache: with one of 32 768 triples this column took half of all the time."""
    return [
        b"".join(
            (TWO[code >> 30], ONE[code >> 25 & 31], b"-", TWO[code >> 15 & 1023], TWO[code >> 5 & 1023], ONE[code & 31])
        )
        for code in map(_scramble, ids)
    ]


def _scramble(id_: int) -> int:
    """Another number of 40 bits for each id, in no visible order: both steps are bijections on 40 bits."""
    code = id_ * 0x9E3779B97F & 0xFFFFFFFFFF
    return code ^ code >> 20


def _rows(*columns: Iterable[bytes]) -> bytes:
    """A column is one field, or several that belong together; the first one begins the row."""
    return b"".join(map(b"".join, zip(*columns)))


def _keys(ids: Sequence[int], field_count: int, *, twice: bool) -> list[bytes]:
    """The beginning of rows that belong to customers: the customer's id; before it the same as the row's own id, where
    there is one."""
    if twice:
        return [_two_keys(field_count + 1, 8, id_, 8, id_) for id_ in ids]
    return [_key(field_count, 8, id_) for id_ in ids]


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack(">i", len(encoded)) + encoded


def _texts(texts: Iterable[str]) -> bytes:
    return b"".join(map(_text, texts))


def _table[Value, Field](groups: Iterable[Slots[Value]], encode: Callable[[Value], Field]) -> list[Field]:
    """The slots of all groups behind one another: group g's slot s is entry g * SLOTS + s."""
    return [field for slots in groups for value, count in slots for field in repeat(encode(value), count)]


def _birthdays() -> list[bytes]:
    """A field for each slot: NULL, or a day from 1935 to 2004, all equally frequent."""
    first = date(1935, 1, 1)
    days = (date(2005, 1, 1) - first).days
    offset = (first - EPOCH.date()).days
    known = SLOTS - NO_BIRTHDAY
    return [NULL] * NO_BIRTHDAY + [_day(4, offset + slot * days // known) for slot in range(known)]
