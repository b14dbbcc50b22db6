"""The customers themselves: a chunk of them is a pure function of the seed and the number of the chunk.

numpy makes a chunk column by column, in about 1 µs a customer. List comprehensions took 4 µs, and PostgreSQL takes
1.4 µs to store the result. All arithmetic is on whole numbers: no value depends on a float, a hash, the clock or the
byte order of the machine.
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

# Customers in a chunk, the unit of determinism. The columns of 5 000 rows fit the processor's cache. Another size makes
# other customers.
CHUNK_SIZE = 5_000

# The fields of each model that a chunk holds, in this order. Fields that only some services have come before them: a
# surrogate `id`, and in a relationship `customer_created`, which repeats the customer's `created`.
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

# Times are microseconds, and dates are days, since 2000-01-01 UTC: the epoch of PostgreSQL.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
DAY = 24 * 3_600_000_000
YEAR = 365 * DAY
FIRST_CREATED = (datetime(2010, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
FIRST_BIRTHDAY = (date(1935, 1, 1) - EPOCH.date()).days
BIRTHDAYS = (date(2005, 1, 1) - date(1935, 1, 1)).days

# The number of values of a 16-bit draw, and for each property the number of values that have it. The percentages are
# invented.
DRAWS = 1 << 16
HAS_ADDRESS = DRAWS * 30 // 100
NO_PHONE = DRAWS * 12 // 100
NO_BIRTHDAY = DRAWS * 9 // 100
NO_STREET = DRAWS * 6 // 100
NO_ACTIVITY = DRAWS * 15 // 100
IMPORTED = DRAWS * 12 // 100
NEVER_UPDATED = DRAWS * 40 // 100

# The digits of Crockford's base 32, which leaves out I, L, O and U because they are misread.
CROCKFORD = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", np.uint8)


@dataclass(frozen=True, slots=True)
class Chunk:
    """For each table, the bytes that COPY … WITH (FORMAT binary) reads between HEADER and TRAILER."""

    customers: bytes
    addresses: bytes
    relationships: bytes
    size: int


class Draws:
    """The random numbers of a chunk.

    Each column draws as many numbers as a full chunk has rows, so that a shorter last chunk has the same rows.
    """

    def __init__(self, seed: int, *, chunk: int, size: int) -> None:
        # Python seeds a text through SHA-512, not through hash(), which differs between processes.
        self._random = Random(f"{seed}/{chunk}")
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
    """Makes the chunks of `customers` customers, in any order."""

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
        """Make the chunk that begins with customer `number * CHUNK_SIZE + 1`."""
        ids = np.arange(number * CHUNK_SIZE + 1, min((number + 1) * CHUNK_SIZE, self._customers) + 1)
        draws = Draws(self._seed, chunk=number, size=len(ids))
        nations = self._nations[draws.slots()]
        created = _created(number, draws)
        return Chunk(
            customers=self._customer_rows(ids, nations, created=created, draws=draws),
            addresses=self._address_rows(ids, nations, draws=draws),
            relationships=self._relationship_rows(ids, created, draws=draws),
            size=len(ids),
        )

    def _customer_rows(self, ids: Numbers, nations: Numbers, *, created: Numbers, draws: Draws) -> bytes:
        # The vocabulary groups names by nation, then by sex.
        sexes = nations * 2 + draws.of_16_bits() % 2
        has_phone = draws.of_16_bits() >= NO_PHONE
        birthday = draws.of_16_bits()
        # Up to 700 days, mostly far fewer.
        since_creation = np.maximum(draws.of_16_bits() - NEVER_UPDATED, 0) ** 3
        return copy_format.rows(
            len(CUSTOMER_FIELDS),
            bigints(ids),
            *_customer_ids(ids),
            self._first_names.pick(sexes, draws.slots()),
            self._last_names.pick(sexes, draws.slots()),
            self._phones.pick(nations, 0 * nations, known=has_phone),
            digits(draws.of_32_bits(), 7, known=has_phone),
            integers(FIRST_BIRTHDAY + birthday * BIRTHDAYS // DRAWS, draws.of_16_bits() >= NO_BIRTHDAY),
            bigints(created),
            bigints(created + since_creation),
        )

    def _address_rows(self, ids: Numbers, nations: Numbers, *, draws: Draws) -> bytes:
        has_address = draws.of_16_bits() < HAS_ADDRESS
        ids, nations = ids[has_address], nations[has_address]
        has_street = draws.of_16_bits()[has_address] >= NO_STREET
        return copy_format.rows(
            len(self._address_extras) + len(ADDRESS_FIELDS),
            *(bigints(ids) for _ in self._address_extras),
            bigints(ids),
            self._streets.pick(nations, draws.slots()[has_address], known=has_street),
            self._building_numbers.pick(nations, draws.slots()[has_address], known=has_street),
            self._cities.pick(nations, draws.slots()[has_address]),
        )

    def _relationship_rows(self, ids: Numbers, created: Numbers, *, draws: Draws) -> bytes:
        # After the fifth power below, half the customers have fewer than 8 192 points, and the best one 262 000.
        points = draws.of_16_bits() // 16
        activity = draws.of_16_bits()
        return copy_format.rows(
            len(self._relationship_extras) + len(RELATIONSHIP_FIELDS),
            *(bigints({"id": ids, "customer_created": created}[extra]) for extra in self._relationship_extras),
            bigints(ids),
            integers(points**5 >> 42),
            bigints(created + ((activity - NO_ACTIVITY) ** 3 >> 1), activity >= NO_ACTIVITY),
        )


def _created(chunk: int, draws: Draws) -> Numbers:
    """Return when each customer was created: rising with the id, up to a jitter of 19 hours.

    Some customers came by nightly imports, many at the same instant.
    """
    first, next_first = (_trend(number * CHUNK_SIZE + 1) for number in (chunk, chunk + 1))
    jitter = draws.of_32_bits() << 4
    moments = first + np.arange(len(jitter)) * ((next_first - first) // CHUNK_SIZE) + jitter
    return np.where(draws.of_16_bits() < IMPORTED, moments - moments % DAY, moments)


def _trend(id_: int) -> int:
    """Return the moment, without jitter, at which the customer with this id was created.

    The first thousand customers came within a year, and since then their number has doubled every year. So the number
    of rows decides how far the dates reach (2021 for 3 million) and never changes a row.
    """
    progress = id_ + 1023
    years = (progress >> 10).bit_length() - 1
    at_new_year = 1024 << years
    return FIRST_CREATED + YEAR * years + YEAR * (progress - at_new_year) // at_new_year


def _customer_ids(ids: Numbers) -> tuple[Column, Column]:
    """Return the length fields and the codes, such as 7QK-3F9D2: 40 bits in base 32."""
    bits = np.array([35, 30, 25, 0, 20, 15, 10, 5, 0])
    codes = CROCKFORD[scramble(ids)[:, np.newaxis] >> bits & 31]
    codes[:, 3] = ord("-")
    return constant(len(ids), b"\0\0\0\x09"), whole(codes)


def scramble(ids: Numbers) -> Numbers:
    """Return another number of 40 bits for each id, in no visible order.

    Both steps are bijections on 40 bits, so no two ids below 2^40 share a number.
    """
    codes = ids * 0x9E3779B97F & 0xFFFFFFFFFF
    return codes ^ codes >> 20
