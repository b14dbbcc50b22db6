"""The words that customers are made of, drawn from Faker once per load.

Faker makes one row in about 200 µs, a hundred times too slow for millions. So it only says which words exist and how
frequent each is; `rows` then picks among them at its own speed.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faker.generator import Generator

SLOT_BITS = 14
SLOTS = 1 << SLOT_BITS
"""A word of weight 1/16384 is the rarest that can occur; Faker's rarest American surname has 1/8000. Twice as many slots
would double the memory of each worker's tables (about 8 MB) and change no word's frequency by more than 1/32768."""

CITIES_PER_COUNTRY = 400
STREETS_PER_COUNTRY = 1500
BUILDING_NUMBERS_PER_COUNTRY = 200


@dataclass(frozen=True, slots=True)
class Nation:
    share: int
    """Customers of this nation, in proportion to the other nations' shares."""
    names: str
    """Faker's locale for first and last names."""
    addresses: str
    """Faker's locale for cities and streets; not every locale with names has some."""
    country: str
    phone: str
    """How a phone number begins; seven digits follow."""


NATIONS = (
    Nation(240, "en_US", "en_US", "United States", "+1 555 "),
    Nation(130, "de_DE", "de_DE", "Deutschland", "+49 151 "),
    Nation(100, "en_GB", "en_GB", "United Kingdom", "+44 7700 "),
    Nation(90, "fr_FR", "fr_FR", "France", "+33 6 "),
    Nation(80, "es_ES", "es_ES", "España", "+34 61 "),
    Nation(70, "it_IT", "it_IT", "Italia", "+39 347 "),
    Nation(60, "pt_BR", "pt_BR", "Brasil", "+55 11 9"),
    Nation(45, "nl_NL", "nl_NL", "Nederland", "+31 6 1"),
    Nation(35, "sv_SE", "sv_SE", "Sverige", "+46 70 "),
    Nation(30, "tr_TR", "de_DE", "Deutschland", "+49 176 "),
    Nation(30, "en_IE", "en_IE", "Éire", "+353 85 "),
    Nation(25, "cs_CZ", "cs_CZ", "Česko", "+420 60"),
    Nation(15, "uk_UA", "uk_UA", "Україна", "+380 50 "),
    Nation(15, "el_GR", "el_GR", "Ελλάδα", "+30 69 1"),
    Nation(15, "fr_CA", "fr_CA", "Canada", "+1 514 "),
    Nation(10, "ja_JP", "ja_JP", "日本", "+81 90 1"),
    Nation(10, "ro_RO", "ro_RO", "România", "+40 72"),
)

type Slots[Value] = tuple[tuple[Value, int], ...]
"""Each value with the number of slots that hold it, SLOTS in all: a uniform draw of a slot is a weighted draw of a value."""

type City = tuple[str, str, str]
"""Code, name and country: drawn together because they belong together."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sexes are 0 (male) and 1 (female); nations are numbered as in NATIONS."""

    nations: Slots[int]
    genders: tuple[Slots[str], ...]
    """By sex: almost always the sex that the first name suggests."""
    first_names: tuple[tuple[Slots[str], ...], ...]
    """By nation, then by sex."""
    last_names: tuple[tuple[Slots[str], ...], ...]
    """By nation, then by sex, because Czech and Greek surnames differ by sex."""
    phones: tuple[str, ...]
    cities: tuple[Slots[City], ...]
    streets: tuple[Slots[str], ...]
    building_numbers: tuple[Slots[str], ...]


def draw_vocabulary() -> Vocabulary:
    """The same for the same version of Faker, which uv.lock pins."""
    people = [import_module(f"faker.providers.person.{nation.names}").Provider for nation in NATIONS]
    addresses = [_address_generator(nation) for nation in NATIONS]
    return Vocabulary(
        nations=apportion({number: nation.share for number, nation in enumerate(NATIONS)}),
        genders=(
            apportion({"male": 955, "undefined": 30, "other": 10, "female": 5}),
            apportion({"female": 955, "undefined": 30, "other": 10, "male": 5}),
        ),
        first_names=tuple(tuple(_names(person, "first_names", sex) for sex in ("male", "female")) for person in people),
        last_names=tuple(tuple(_names(person, "last_names", sex) for sex in ("male", "female")) for person in people),
        phones=tuple(nation.phone for nation in NATIONS),
        cities=tuple(_cities(generator, nation) for generator, nation in zip(addresses, NATIONS, strict=True)),
        streets=tuple(_sample(generator.street_name, STREETS_PER_COUNTRY) for generator in addresses),
        building_numbers=tuple(
            _sample(generator.building_number, BUILDING_NUMBERS_PER_COUNTRY) for generator in addresses
        ),
    )


def apportion[Value](weights: Mapping[Value, int]) -> Slots[Value]:
    """SLOTS divided in proportion to the weights, by largest remainder; in whole numbers, so alike on every machine."""
    total = sum(weights.values())
    shares = {value: divmod(SLOTS * weight, total) for value, weight in weights.items()}
    missing = SLOTS - sum(quotient for quotient, _ in shares.values())
    rounded_up = set(islice(sorted(shares, key=lambda value: -shares[value][1]), missing))
    counts = ((value, quotient + (value in rounded_up)) for value, (quotient, _) in shares.items())
    return tuple((value, count) for value, count in counts if count)


def _address_generator(nation: Nation) -> "Generator":
    from faker.factory import Factory  # 0.3 s and 30 MB, for the load alone and not for its workers

    generator: Generator = Factory.create(nation.addresses, ["faker.providers.address", "faker.providers.person"])
    generator.seed_instance(1)
    return generator


def _names(person: object, kind: str, sex: str) -> Slots[str]:
    """Faker gives either words with weights or a plain sequence, in which a frequent word may occur several times."""
    names = getattr(person, f"{kind}_{sex}", None) or getattr(person, kind)
    if isinstance(names, Mapping):
        return _weighted((name, round(weight * 1_000_000_000)) for name, weight in names.items())
    return _weighted((name, 1) for name in names)


def _cities(generator: "Generator", nation: Nation) -> Slots[City]:
    """Zipf's law: the second city has half the customers of the first, the tenth a tenth."""
    names = [name for name, _ in _sample(generator.city, CITIES_PER_COUNTRY)]
    return apportion(
        {
            (_plain(generator.postcode()), name, _plain(nation.country)): 1_000_000_000 // rank
            for rank, name in enumerate(names, start=1)
        }
    )


def _sample(draw: Callable[[], str], number: int) -> Slots[str]:
    return _weighted((draw(), 1) for _ in range(number))


def _weighted(words: Iterable[tuple[str, int]]) -> Slots[str]:
    weights: dict[str, int] = {}
    for word, weight in words:
        weights[_plain(word)] = weights.get(_plain(word), 0) + weight
    weights.pop("", None)
    return apportion(weights)


def _plain(text: str) -> str:
    """As the services store text: NFC, because they normalise what clients write and search for."""
    return unicodedata.normalize("NFC", text.strip())
