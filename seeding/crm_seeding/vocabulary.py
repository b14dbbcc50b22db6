"""The words that customers are made of, and the frequency of each word."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

# With 16 384 slots, the rarest possible word has a frequency of 1/16384; Faker's rarest American surname has 1/8000.
# Twice as many slots would double each worker's tables (about 15 MB) and change no frequency by more than 1/32768.
SLOT_BITS = 14
SLOTS = 1 << SLOT_BITS

# Each value with its number of slots, SLOTS in total: a uniform draw of a slot is a weighted draw of a value.
type Slots[Value] = tuple[tuple[Value, int], ...]

# A name and a gender, which is almost always the one that the name suggests.
type FirstName = tuple[str, str]

# Code, name and country, drawn together because they belong together.
type City = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by nation; names also by sex: 0 is male, 1 is female."""

    nations: Slots[int]
    first_names: tuple[tuple[Slots[FirstName], ...], ...]
    # By sex, because Czech and Greek surnames differ by sex.
    last_names: tuple[tuple[Slots[str], ...], ...]
    # The beginning of a nation's phone numbers; seven digits follow.
    phones: tuple[str, ...]
    cities: tuple[Slots[City], ...]
    streets: tuple[Slots[str], ...]
    building_numbers: tuple[Slots[str], ...]


def apportion[Value](weights: Mapping[Value, int]) -> Slots[Value]:
    """Divide SLOTS in proportion to the weights, by largest remainder: in whole numbers, the same on every machine."""
    total = sum(weights.values())
    shares = {value: divmod(SLOTS * weight, total) for value, weight in weights.items()}
    missing = SLOTS - sum(quotient for quotient, _ in shares.values())
    rounded_up = set(islice(sorted(shares, key=lambda value: -shares[value][1]), missing))
    counts = ((value, quotient + (value in rounded_up)) for value, (quotient, _) in shares.items())
    return tuple((value, count) for value, count in counts if count)
