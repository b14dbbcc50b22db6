"""The customers themselves: a chunk of them is a pure function of (seed, number of the chunk).

A chunk is made column by column with numpy, in about 1 µs a customer; list comprehensions took 4 µs, and PostgreSQL
takes 1.4 µs to store the result. Whole numbers only: no value depends on a float, a hash, the clock or the machine's
byte order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from random import Random

import numpy as np

from crm_seeding import copy_format
from crm_seeding.copy_format import Column, Numbers, Words, bigints, constant, digits, integers, texts, whole
from crm_seeding.vocabulary import SLOTS, Vocabulary

CHUNK_SIZE = 5_000
"""Customers in a chunk, the unit of determinism: its columns fit the processor's cache. Another size makes other
customers."""

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
"""What a chunk holds of each model, in this order. Before it comes what only some services have: a surrogate `id`, and
of a relationship `customer_created`, which repeats the customer's `created`."""

# Times are microseconds since 2000-01-01 UTC, PostgreSQL's own epoch; days are counted from there too.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
DAY = 24 * 3_600_000_000
YEAR = 365 * DAY
FIRST_CREATED = (datetime(2010, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
FIRST_BIRTHDAY = (date(1935, 1, 1) - EPOCH.date()).days
BIRTHDAYS = (date(2005, 1, 1) - date(1935, 1, 1)).days

# How much of a uniform 16-bit draw.
DRAWS = 1 << 16
HAS_ADDRESS = DRAWS * 30 // 100
NO_PHONE = DRAWS * 12 // 100
NO_BIRTHDAY = DRAWS * 9 // 100
NO_STREET = DRAWS * 6 // 100
NO_ACTIVITY = DRAWS * 15 // 100
IMPORTED = DRAWS * 12 // 100
NEVER_UPDATED = DRAWS * 40 // 100

CROCKFORD = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", np.uint8)
"""Base 32 without I, L, O and U, which are misread."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What COPY … WITH (FORMAT binary) reads between HEADER and TRAILER, one for each table."""

    customers: bytes
    addresses: bytes
    relationships: bytes
    size: int


class Draws:
    """A chunk's random numbers. Each column takes as many as a full chunk has rows, so that the rows of a shorter last
    chunk are the same."""

    def __init__(self, seed: int, chunk: int, size: int) -> None:
        self._random = Random(f"{seed}/{chunk}")  # a text is seeded through SHA-512, not hash()
        self._size = size

    def of_16_bits(self) -> Numbers:
        return self._take("<u2")

    def of_32_bits(self) -> Numbers:
        return self._take("<u4")

    def slots(self) -> Numbers:
        return self.of_16_bits() % SLOTS

    def _take(self, type_: str) -> Numbers:
        column = self._random.randbytes(CHUNK_SIZE * np.dtype(type_).itemsize)
        return np.frombuffer(column, type_)[: self._size].astype(np.int64)


class ChunkWriter:
    """Makes chunks, in any order."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        seed: int,
        customers: int,
        address_extras: Sequence[str] = (),
        relationship_extras: Sequence[str] = (),
    ) -> None:
        self._seed = seed
        self._customers = customers
        self._address_extras = address_extras
        self._relationship_extras = relationship_extras
        self._nations = np.repeat(*np.array(vocabulary.nations).T)
        self._first_names = Words(chain.from_iterable(vocabulary.first_names), lambda name: texts(*name))
        self._last_names = Words(chain.from_iterable(vocabulary.last_names), texts)
        phones = [((phone, SLOTS),) for phone in vocabulary.phones]
        self._phones = Words(phones, lambda phone: texts(f"{phone}{0:07}")[:-7])
        self._streets = Words(vocabulary.streets, texts)
        self._building_numbers = Words(vocabulary.building_numbers, texts)
        self._cities = Words(vocabulary.cities, lambda city: texts(*city))

    def write(self, number: int) -> Chunk:
        """Customers `number * CHUNK_SIZE + 1` and up."""
        ids = np.arange(number * CHUNK_SIZE + 1, min((number + 1) * CHUNK_SIZE, self._customers) + 1)
        draws = Draws(self._seed, number, len(ids))
        nations = self._nations[draws.slots()]
        created = _created(number, draws)
        return Chunk(
            customers=self._customer_rows(ids, nations, created, draws),
            addresses=self._address_rows(ids, nations, draws),
            relationships=self._relationship_rows(ids, created, draws),
            size=len(ids),
        )

    def _customer_rows(self, ids: Numbers, nations: Numbers, created: Numbers, draws: Draws) -> bytes:
        sexes = nations * 2 + draws.of_16_bits() % 2  # the vocabulary's groups of names
        has_phone = draws.of_16_bits() >= NO_PHONE
        birthday = draws.of_16_bits()
        since_creation = np.maximum(draws.of_16_bits() - NEVER_UPDATED, 0) ** 3  # up to 700 days, mostly far fewer
        return copy_format.rows(
            len(CUSTOMER_FIELDS),
            bigints(ids),
            *_customer_ids(ids),
            self._first_names.pick(sexes, draws.slots()),
            self._last_names.pick(sexes, draws.slots()),
            self._phones.pick(nations, 0 * nations, has_phone),
            digits(draws.of_32_bits(), 7, has_phone),
            integers(FIRST_BIRTHDAY + birthday * BIRTHDAYS // DRAWS, draws.of_16_bits() >= NO_BIRTHDAY),
            bigints(created),
            bigints(created + since_creation),
        )

    def _address_rows(self, ids: Numbers, nations: Numbers, draws: Draws) -> bytes:
        has_address = draws.of_16_bits() < HAS_ADDRESS
        ids, nations = ids[has_address], nations[has_address]
        has_street = draws.of_16_bits()[has_address] >= NO_STREET
        return copy_format.rows(
            len(self._address_extras) + len(ADDRESS_FIELDS),
            *(bigints(ids) for _ in self._address_extras),
            bigints(ids),
            self._streets.pick(nations, draws.slots()[has_address], has_street),
            self._building_numbers.pick(nations, draws.slots()[has_address], has_street),
            self._cities.pick(nations, draws.slots()[has_address]),
        )

    def _relationship_rows(self, ids: Numbers, created: Numbers, draws: Draws) -> bytes:
        points = draws.of_16_bits() // 16  # half the customers get fewer than 8 192, the best one 262 000
        activity = draws.of_16_bits()
        return copy_format.rows(
            len(self._relationship_extras) + len(RELATIONSHIP_FIELDS),
            *(bigints({"id": ids, "customer_created": created}[extra]) for extra in self._relationship_extras),
            bigints(ids),
            integers(points**5 >> 42),
            bigints(created + ((activity - NO_ACTIVITY) ** 3 >> 1), activity >= NO_ACTIVITY),
        )


def _created(chunk: int, draws: Draws) -> Numbers:
    """Rising with id, up to a jitter of 19 hours; some customers came by nightly imports, all at once."""
    first, next_first = (_trend(number * CHUNK_SIZE + 1) for number in (chunk, chunk + 1))
    jitter = draws.of_32_bits() << 4
    moments = first + np.arange(len(jitter)) * ((next_first - first) // CHUNK_SIZE) + jitter
    return np.where(draws.of_16_bits() < IMPORTED, moments - moments % DAY, moments)


def _trend(id_: int) -> int:
    """The first thousand customers came within a year; since then their number has doubled every year. So the number of
    rows decides how far the dates reach (2021 for 3 million) and never changes a row."""
    progress = id_ + 1023
    years = (progress >> 10).bit_length() - 1
    at_new_year = 1024 << years
    return FIRST_CREATED + YEAR * years + YEAR * (progress - at_new_year) // at_new_year


def _customer_ids(ids: Numbers) -> tuple[Column, Column]:
    """Codes such as 7QK-3F9D2: 40 bits in base 32."""
    bits = np.array([35, 30, 25, 0, 20, 15, 10, 5, 0])
    codes = CROCKFORD[scramble(ids)[:, np.newaxis] >> bits & 31]
    codes[:, 3] = ord("-")
    return constant(len(ids), b"\0\0\0\x09"), whole(codes)


def scramble(ids: Numbers) -> Numbers:
    """Another number of 40 bits for each id, in no visible order: both steps are bijections on 40 bits."""
    codes = ids * 0x9E3779B97F & 0xFFFFFFFFFF
    return codes ^ codes >> 20
