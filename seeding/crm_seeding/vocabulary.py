"""The words that customers are made of, and how frequent each is."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

SLOT_BITS = 14
SLOTS = 1 << SLOT_BITS
"""A word of weight 1/16384 is the rarest that can occur; Faker's rarest American surname has 1/8000. Twice as many
would double each worker's tables (about 15 MB) and change no word's frequency by more than 1/32768."""

type Slots[Value] = tuple[tuple[Value, int], ...]
"""Each value with its number of slots, SLOTS in all: a uniform draw of a slot is a weighted draw of a value."""

type FirstName = tuple[str, str]
"""The name and a gender: almost always the one that the name suggests."""

type City = tuple[str, str, str]
"""Code, name and country: drawn together because they belong together."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """By nation, then by sex: 0 is male, 1 is female."""

    nations: Slots[int]
    first_names: tuple[tuple[Slots[FirstName], ...], ...]
    last_names: tuple[tuple[Slots[str], ...], ...]
    """By sex too, because Czech and Greek surnames differ by sex."""
    phones: tuple[str, ...]
    """How a nation's phone numbers begin; seven digits follow."""
    cities: tuple[Slots[City], ...]
    streets: tuple[Slots[str], ...]
    building_numbers: tuple[Slots[str], ...]


def apportion[Value](weights: Mapping[Value, int]) -> Slots[Value]:
    """SLOTS divided in proportion to the weights, by largest remainder; in whole numbers, so alike on every machine."""
    total = sum(weights.values())
    shares = {value: divmod(SLOTS * weight, total) for value, weight in weights.items()}
    missing = SLOTS - sum(quotient for quotient, _ in shares.values())
    rounded_up = set(islice(sorted(shares, key=lambda value: -shares[value][1]), missing))
    counts = ((value, quotient + (value in rounded_up)) for value, (quotient, _) in shares.items())
    return tuple((value, count) for value, count in counts if count)
