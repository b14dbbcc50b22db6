"""The customers have the documented properties, and are the same in every process."""

import hashlib
import os
import re
import struct
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from copy_stream import rows_of
from crm_seeding.rows import CHUNK_SIZE, CUSTOMER_FIELDS, DAY, EPOCH, ChunkWriter, scramble
from crm_seeding.vocabulary import SLOTS, Vocabulary
from crm_seeding.words_from_faker import NATIONS

type Row = dict[str, bytes | None]

MICROSECONDS_A_YEAR = 365 * 24 * 3600 * 1_000_000


@pytest.fixture(scope="module")
def customers(writer: ChunkWriter) -> list[Row]:
    """20 000 customers."""
    return [dict(zip(CUSTOMER_FIELDS, row, strict=True)) for row in _all(writer, "customers")]


@pytest.fixture(scope="module")
def addresses(writer: ChunkWriter) -> list[Sequence[bytes | None]]:
    return _all(writer, "addresses")


@pytest.fixture(scope="module")
def relationships(writer: ChunkWriter) -> list[Sequence[bytes | None]]:
    return _all(writer, "relationships")


def _all(writer: ChunkWriter, table: str) -> list[Sequence[bytes | None]]:
    return [row for number in range(4) for row in rows_of(getattr(writer.write(number), table))]


def texts(rows: Sequence[Row], field: str) -> list[str]:
    return [value.decode() for row in rows if (value := row[field]) is not None]


def numbers(rows: Sequence[Row], field: str) -> list[int]:
    return [int.from_bytes(value, signed=True) for row in rows if (value := row[field]) is not None]


def share(count: int, rows: Sequence[object]) -> float:
    return count / len(rows)


def test_a_shorter_chunk_is_the_beginning_of_the_full_one(vocabulary: Vocabulary, writer: ChunkWriter) -> None:
    short = ChunkWriter(vocabulary, seed=1, customers=CHUNK_SIZE + 7)
    for table in ("customers", "addresses", "relationships"):
        some = rows_of(getattr(short.write(1), table))
        assert some == rows_of(getattr(writer.write(1), table))[: len(some)]
    assert len(rows_of(short.write(1).customers)) == short.write(1).size == 7


def test_another_seed_makes_other_customers(vocabulary: Vocabulary, writer: ChunkWriter) -> None:
    other = ChunkWriter(vocabulary, seed=2, customers=20_000)
    assert writer.write(0).customers != other.write(0).customers
    assert writer.write(0).addresses != other.write(0).addresses
    assert writer.write(0).relationships != other.write(0).relationships


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_rows_are_the_same_in_every_process(hash_seed: str, vocabulary: Vocabulary, writer: ChunkWriter) -> None:
    program = """
import hashlib
from crm_seeding.rows import ChunkWriter
from crm_seeding.words_from_faker import draw_vocabulary
writer = ChunkWriter(draw_vocabulary(), seed=1, customers=20_000)
chunk = writer.write(2)
print(hashlib.sha256(chunk.customers + chunk.addresses + chunk.relationships).hexdigest())
"""
    output = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    chunk = writer.write(2)
    assert output.strip() == hashlib.sha256(chunk.customers + chunk.addresses + chunk.relationships).hexdigest()


def test_an_american_is_called_smith_as_often_as_faker_says(customers: list[Row], vocabulary: Vocabulary) -> None:
    american = [row for row in customers if (row["phone_number"] or b"").startswith(b"+1 555")]
    weights = dict(vocabulary.last_names[0][0])
    assert max(weights, key=lambda name: weights[name]) == "Smith"
    smiths = share(sum(name == "Smith" for name in texts(american, "last_name")), american)
    assert smiths == pytest.approx(weights["Smith"] / SLOTS, rel=0.25)


def test_names_have_accents_hyphens_apostrophes_and_several_alphabets(customers: list[Row]) -> None:
    names = " ".join(texts(customers, "first_name") + texts(customers, "last_name"))
    for character in "éüñçığİřöåŠ-'ΛЖ佐":
        assert character in names, character


def test_texts_are_composed_and_fit_their_columns(
    customers: list[Row], addresses: list[Sequence[bytes | None]], vocabulary: Vocabulary
) -> None:
    lengths = {"customer_id": 32, "first_name": 100, "last_name": 100, "gender": 9, "phone_number": 32}
    values = [(value, length) for field, length in lengths.items() for value in texts(customers, field)]
    for _, *fields in addresses:
        values += [
            (value.decode(), length)
            for value, length in zip(fields, (100, 20, 20, 100, 100), strict=True)
            if value is not None
        ]
    for value, length in values:
        assert 1 <= len(value) <= length
        assert unicodedata.is_normalized("NFC", value)
        assert value == value.strip()
        assert value.isprintable()


def test_most_first_names_suggest_the_gender(customers: list[Row], vocabulary: Vocabulary) -> None:
    genders = Counter(texts(customers, "gender"))
    assert set(genders) == {"male", "female", "other", "undefined"}
    assert share(genders["male"] + genders["female"], customers) == pytest.approx(0.96, abs=0.01)
    women = {name for by_sex in vocabulary.first_names for (name, _), _ in by_sex[1]}
    women -= {name for by_sex in vocabulary.first_names for (name, _), _ in by_sex[0]}
    called_like_women = [row for row in customers if (row["first_name"] or b"").decode() in women]
    assert share(texts(called_like_women, "gender").count("female"), called_like_women) > 0.9


def test_a_customer_id_is_a_unique_code_that_does_not_sort_like_the_id(customers: list[Row]) -> None:
    codes = texts(customers, "customer_id")
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{5}", code) for code in codes)
    assert len(set(codes)) == len(codes)
    rising = sum(a < b for a, b in pairwise(codes))
    assert share(rising, codes) == pytest.approx(0.5, abs=0.15)


def test_scrambling_can_be_undone() -> None:
    """So no two ids below 2^40 have the same code."""
    inverse = pow(0x9E3779B97F, -1, 2**40)
    ids = [1, 2, 2**20, 2**39 + 12_345, 2**40 - 1]
    codes = map(int, scramble(np.array(ids)))
    assert [(code ^ code >> 20) * inverse % 2**40 for code in codes] == ids


def test_created_rises_with_the_id_but_for_a_jitter(customers: list[Row]) -> None:
    created = numbers(customers, "created")
    not_imported = [moment for moment in created if moment % DAY]
    assert not_imported != sorted(not_imported)
    thousands = [sum(created[start : start + 1000]) for start in range(0, len(created), 1000)]
    assert thousands == sorted(thousands)
    first, last = (EPOCH.timestamp() + moment / 1e6 for moment in (min(created), max(created)))
    assert datetime.fromtimestamp(first, UTC).year == 2010
    assert datetime.fromtimestamp(last, UTC).year == 2014


def test_the_number_of_customers_doubles_every_year(vocabulary: Vocabulary) -> None:
    million = ChunkWriter(vocabulary, seed=1, customers=1_100_000)
    ends = {
        number: min(int.from_bytes(row[7] or b"") for row in rows_of(million.write(number).customers))
        for number in (54, 107, 213)  # of 270 000, 535 000, 1 065 000 customers
    }
    years = [later - earlier for earlier, later in pairwise(ends.values())]
    assert years == pytest.approx([MICROSECONDS_A_YEAR] * 2, rel=0.05)


def test_some_customers_were_created_at_the_same_moment(customers: list[Row]) -> None:
    ties = Counter(numbers(customers, "created"))
    assert sum(1 for count in ties.values() if count > 1) > 100


def test_no_customer_was_updated_before_creation(customers: list[Row]) -> None:
    created, updated = numbers(customers, "created"), numbers(customers, "last_updated")
    assert all(a <= b for a, b in zip(created, updated, strict=True))
    assert share(sum(a == b for a, b in zip(created, updated, strict=True)), customers) == pytest.approx(0.4, abs=0.02)


def test_no_date_lies_in_the_future(vocabulary: Vocabulary) -> None:
    """3 million customers. Each doubling adds a year."""
    writer = ChunkWriter(vocabulary, seed=1, customers=3_000_000)
    chunk = writer.write(3_000_000 // CHUNK_SIZE - 1)
    latest = max(
        *(int.from_bytes(row[8] or b"", signed=True) for row in rows_of(chunk.customers)),
        *(int.from_bytes(row[2] or b"", signed=True) for row in rows_of(chunk.relationships)),
    )
    assert latest < (datetime(2026, 1, 1, tzinfo=UTC) - EPOCH).total_seconds() * 1e6


def test_some_phone_numbers_and_birthdays_are_unknown(customers: list[Row]) -> None:
    assert share(sum(row["phone_number"] is None for row in customers), customers) == pytest.approx(0.12, abs=0.01)
    assert share(sum(row["birthday"] is None for row in customers), customers) == pytest.approx(0.09, abs=0.01)


def test_thirty_percent_have_an_address_and_some_of_them_no_street(
    customers: list[Row], addresses: list[Sequence[bytes | None]]
) -> None:
    assert share(len(addresses), customers) == pytest.approx(0.3, abs=0.01)
    assert share(sum(street is None for _, street, *_ in addresses), addresses) == pytest.approx(0.06, abs=0.01)


def test_cities_follow_zipfs_law_and_have_one_code_and_country_each(
    addresses: list[Sequence[bytes | None]], vocabulary: Vocabulary
) -> None:
    found = Counter(tuple(address[3:]) for address in addresses)
    first, second, *_, tenth = (found[tuple(part.encode() for part in city)] for city, _ in vocabulary.cities[0][:10])
    assert second == pytest.approx(first / 2, rel=0.25)
    assert tenth == pytest.approx(first / 10, rel=0.5)
    known = {city for slots in vocabulary.cities for city, _ in slots}
    assert {tuple(part.decode() for part in city if part) for city in found} <= known


def test_every_customer_has_a_relationship_and_most_have_few_points(
    customers: list[Row], relationships: list[Sequence[bytes | None]]
) -> None:
    assert [row[0] for row in relationships] == [row["id"] for row in customers]
    points = sorted(struct.unpack(">i", row[1] or b"")[0] for row in relationships)
    assert share(points.count(0), points) == pytest.approx(0.08, abs=0.01)
    assert points[len(points) // 2] < 10_000
    assert points[-1] > 200_000
    assert share(sum(row[2] is None for row in relationships), relationships) == pytest.approx(0.15, abs=0.01)


def test_every_nation_occurs(customers: list[Row]) -> None:
    phones = texts(customers, "phone_number")
    for nation in NATIONS:
        assert any(phone.startswith(nation.phone) for phone in phones), nation
