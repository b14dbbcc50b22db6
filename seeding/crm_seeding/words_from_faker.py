"""The vocabulary, drawn from Faker once for each load.

Faker makes a customer in about 200 µs, which is far too slow for millions. So Faker only provides the words and their
frequencies, and `rows` picks among them. Only a process of its own imports this module, because Faker takes 0.3 s and
60 MB.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module

from faker import Faker

from crm_seeding.vocabulary import City, FirstName, Slots, Vocabulary, apportion

# Draws from Faker for each country. More draws take longer and make each word rarer; the numbers are invented.
CITIES_PER_COUNTRY = 400
STREETS_PER_COUNTRY = 500
BUILDING_NUMBERS_PER_COUNTRY = 200


@dataclass(frozen=True, slots=True)
class Nation:
    # Customers of this nation, in proportion to the other nations' shares.
    share: int
    # Faker's locale for first and last names.
    names: str
    # Faker's locale for cities and streets. Some locales have names only.
    addresses: str
    country: str
    # The beginning of a phone number; seven digits follow.
    phone: str


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


# Frequencies of genders in thousandths, by the sex that the first name suggests. They are invented.
GENDERS = {
    "male": {"male": 955, "undefined": 30, "other": 10, "female": 5},
    "female": {"female": 955, "undefined": 30, "other": 10, "male": 5},
}


def draw_vocabulary() -> Vocabulary:
    """Return the vocabulary. It is the same for the same version of Faker, which uv.lock pins."""
    people = [import_module(f"faker.providers.person.{nation.names}").Provider for nation in NATIONS]
    fakers = _fakers()
    return Vocabulary(
        nations=apportion({number: nation.share for number, nation in enumerate(NATIONS)}),
        first_names=tuple(tuple(_first_names(person, sex) for sex in GENDERS) for person in people),
        last_names=tuple(
            tuple(apportion(_names(person, "last_names", sex=sex)) for sex in GENDERS) for person in people
        ),
        phones=tuple(nation.phone for nation in NATIONS),
        cities=tuple(_cities(faker, nation) for faker, nation in zip(fakers, NATIONS, strict=True)),
        streets=tuple(apportion(_sample(faker.street_name, STREETS_PER_COUNTRY)) for faker in fakers),
        building_numbers=tuple(
            apportion(_sample(faker.building_number, BUILDING_NUMBERS_PER_COUNTRY)) for faker in fakers
        ),
    )


def _fakers() -> list[Faker]:
    fakers = [Faker(nation.addresses, ["faker.providers.address", "faker.providers.person"]) for nation in NATIONS]
    for faker in fakers:
        for provider in faker.get_providers():
            if hasattr(provider, "cities"):
                # Italy's cities come out of a set, in another order in each process.
                provider.cities = sorted(provider.cities)
        faker.seed_instance(1)
    return fakers


def _first_names(person: object, sex: str) -> Slots[FirstName]:
    return apportion(
        {
            (name, gender): weight * share
            for name, weight in _names(person, "first_names", sex=sex).items()
            for gender, share in GENDERS[sex].items()
        }
    )


def _names(person: object, kind: str, *, sex: str) -> dict[str, int]:
    """Return names with weights. Faker has weights, or a sequence in which frequent names occur several times."""
    names = getattr(person, f"{kind}_{sex}", None) or getattr(person, kind)
    if isinstance(names, Mapping):
        return _weights((name, round(weight * 1_000_000_000)) for name, weight in names.items())
    return _weights((name, 1) for name in names)


def _cities(faker: Faker, nation: Nation) -> Slots[City]:
    """Apply Zipf's law: the second city has half as many customers as the first, the tenth a tenth."""
    names = _sample(faker.city, CITIES_PER_COUNTRY)
    return apportion(
        {
            (_plain(faker.postcode()), name, _plain(nation.country)): 1_000_000_000 // rank
            for rank, name in enumerate(names, start=1)
        }
    )


def _sample(draw: Callable[[], str], number: int) -> dict[str, int]:
    return _weights((draw(), 1) for _ in range(number))


def _weights(words: Iterable[tuple[str, int]]) -> dict[str, int]:
    weights: dict[str, int] = {}
    for word, weight in words:
        weights[_plain(word)] = weights.get(_plain(word), 0) + weight
    weights.pop("", None)
    return weights


def _plain(text: str) -> str:
    """Return the text in NFC, as the services store it: they normalise what clients write and search for."""
    return unicodedata.normalize("NFC", text.strip())
