"""Ratios over all rounds, and medians over pairs, with an interval that says how sure they are.

Pure functions of numbers with only the standard library. The same input always gives the same answer.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from random import Random
from statistics import NormalDist, median

from bench.results.quantiles import at_least, quantile

CONFIDENCE = 0.95

# Up to so many rounds minimum and maximum are shown: an interval would promise more than so few values can say.
RANGE_ONLY = 4

# A ratio within 5 % of 1 is "no clear difference", whatever the interval says.
NOTICEABLE = 1.05

# With so many resamples a bound moves by less than a tenth of the interval's width from seed to seed.
RESAMPLES = 4000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio with a 95 % bootstrap interval, or for 4 rounds or fewer with their minimum and maximum."""

    value: float
    low: float
    high: float
    n: int
    noticeable: float = NOTICEABLE

    @property
    def is_range(self) -> bool:
        return self.n <= RANGE_ONLY

    @property
    def clear(self) -> bool:
        """Whether a ratio differs from 1: by at least 5 % (or the noise floor), and its interval excludes 1."""
        apart = at_least(max(self.value, 1 / self.value), self.noticeable)
        return apart and not self.low <= 1 <= self.high


def ratios(baseline: Sequence[float], contender: Sequence[float]) -> list[float]:
    """The baseline's figure over the contender's, for each round. Both have their rounds in the same order."""
    return [slow / fast for slow, fast in zip(baseline, contender, strict=True)]


def ratio_of_sums(
    baseline: Sequence[float], contender: Sequence[float], *, seed: int = 0, noticeable: float = NOTICEABLE
) -> Estimate:
    """The baseline's sum over the contender's, of figures for the same rounds, with its interval.

    Rounds ask different questions, and a slow contender only a few in each. A sum weighs all questions alike, and sums
    of neighbours on a ladder multiply to that of its ends; a median of the rounds' ratios does neither.
    """
    return ratio_of_products([baseline], [contender], seed=seed, noticeable=noticeable)


def ratio_of_products(
    over: Sequence[Sequence[float]],
    under: Sequence[Sequence[float]],
    *,
    seed: int = 0,
    noticeable: float = NOTICEABLE,
) -> Estimate:
    """The product of the sums of `over` over that of the sums of `under`, with its interval: each holds figures for
    the same rounds. With two of each it is the ratio of two ratios."""
    rounds = list(zip(*over, *under, strict=True))
    if len(rounds) <= RANGE_ONLY:
        each = [math.prod(figures[: len(over)]) / math.prod(figures[len(over) :]) for figures in rounds]
        low, high = min(each), max(each)
    else:
        low, high = _interval_of_products(tuple(map(tuple, over)), tuple(map(tuple, under)), seed=seed)
    value = math.prod(map(math.fsum, over)) / math.prod(map(math.fsum, under))
    return Estimate(value, low, high, len(rounds), noticeable)


type Columns = tuple[tuple[float, ...], ...]


@lru_cache(maxsize=1024)
def _interval_of_products(over: Columns, under: Columns, *, seed: int) -> tuple[float, float]:
    rounds = len(over[0])
    found = sorted(
        math.prod([sum(resampled(each)) for each in over]) / math.prod([sum(resampled(each)) for each in under])
        for resampled in resamplings(rounds, seed)
    )
    tail = expanded_tail(rounds)
    return quantile(found, tail), quantile(found, 1 - tail)


@cache
def resamplings(n: int, seed: int) -> list[Callable[[Sequence[float]], tuple[float, ...]]]:
    """Each picks n of n values, with replacement."""
    random = Random(seed)
    return [itemgetter(*random.choices(range(n), k=n)) for _ in range(RESAMPLES)]


def estimate(values: Sequence[float], *, seed: int = 0, noticeable: float = NOTICEABLE) -> Estimate:
    """The median of `values` (ratios of pairs) with its interval. There must be a value."""
    if len(values) <= RANGE_ONLY:
        return Estimate(median(values), min(values), max(values), len(values), noticeable)
    low, high = _interval(tuple(values), seed)
    return Estimate(median(values), low, high, len(values), noticeable)


# A report asks for the same intervals in each of its tables, figures and sentences: about 40 times.
@lru_cache(maxsize=256)
def _interval(values: tuple[float, ...], seed: int) -> tuple[float, float]:
    medians = bootstrap_medians(values, seed=seed)
    tail = expanded_tail(len(values))
    return quantile(medians, tail), quantile(medians, 1 - tail)


def bootstrap_medians(values: Sequence[float], *, seed: int) -> list[float]:
    """The medians of `RESAMPLES` resamples with replacement, in order."""
    ordered = sorted(values)
    return sorted((ordered[i] + ordered[j]) / 2 for i, j in resampled_middles(len(values), seed))


@cache
def resampled_middles(n: int, seed: int) -> tuple[tuple[int, int], ...]:
    """Which two of n ordered values lie in the middle of each resample (twice the same one when n is odd).

    A resample picks `ordered[int(n * u)]` for n uniform u, so its middle belongs to the middle u, and the k-th
    smallest of n uniform numbers is Beta(k, n - k + 1): one number drawn stands for a whole resample, whatever n.
    The next larger one, which an even n needs too, is the smallest of the n - k numbers above it.
    """
    random, k = Random(seed), (n + 1) // 2
    middles = []
    for _ in range(RESAMPLES):
        u = random.betavariate(k, n - k + 1)
        above = u if n % 2 else 1 - (1 - u) * random.random() ** (1.0 / (n - k))
        middles.append((int(n * u), min(int(n * above), n - 1)))
    return tuple(middles)


def expanded_tail(n: int) -> float:
    """The share to cut from each end of n values' bootstrap distribution for a 95 % interval.

    A plain 2.5 % covers the truth in 87 to 93 % of experiments with 5 to 12 rounds, because a resample varies less
    than the world does. Expanding the tails as Student's t does gives 94 to 98 % for medians, and 91 to 94 % for
    sums (Hesterberg, "What Teachers Should Know About the Bootstrap", 2015, section 3.3;
    tests/analysis/test_statistics.py simulates it).
    """
    return NormalDist().cdf(-math.sqrt(n / (n - 1)) * student_t(n - 1))


def student_t(freedom: int) -> float:
    """The two-sided 95 % point of Student's t by its expansion around the normal one; within 0.3 % from 4 upwards."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + math.fsum(term / freedom**power for power, term in enumerate(terms, start=1))


def geometric_mean(values: Iterable[float]) -> float:
    """The mean of ratios that does not care which of the two contenders was divided by which."""
    logs = [math.log(value) for value in values]
    return math.exp(math.fsum(logs) / len(logs))
