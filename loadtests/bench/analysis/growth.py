"""How a figure grows with the table, from the sizes of a curve: its value at any other size.

What reads all rows, or all entries of a word in an index, grows in a straight line, with a fixed part; what walks down
an index grows like a small power; what sorts the rows grows like rows × log2(rows).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bench.analysis.slopes import FLAT, LEAST_POINTS, fitted, largest_decades

# Larger sizes than this are predicted, also where the curve has them: there prediction and measurement are compared.
FITTED_ROWS = 3_000_000

# A request reads all rows if the slope of its blocks is at least this. Up to 3 million rows it is about 1 then, and at
# most 0.3 for what walks down an index.
READS_ALL = 0.5


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """value = factor × rows ^ slope."""

    factor: float
    slope: float

    @classmethod
    def through(cls, points: Sequence[tuple[float, float]]) -> Self | None:
        """`points` are (rows, value). None with fewer than two. Only the two largest decades count, because a fixed
        cost hides growth in small tables. What shrinks in the curve is taken as constant."""
        last = largest_decades([(rows, value) for rows, value in points if value > 0 and rows <= FITTED_ROWS])
        if len({rows for rows, _ in last}) < LEAST_POINTS:
            return None
        slope = max(0.0, fitted(last))
        middle = math.fsum(math.log(value) - slope * math.log(rows) for rows, value in last) / len(last)
        return cls(math.exp(middle), slope)

    def at(self, rows: float) -> float:
        return self.factor * math.pow(rows, self.slope)

    def reaches(self, value: float) -> float:
        """The rows at which the figure has this value; infinite if it does not grow."""
        if self.slope == 0:
            return math.inf if self.factor < value else 0.0
        exponent = math.log(value / self.factor) / self.slope
        return math.exp(exponent) if exponent < 700 else math.inf  # e^709 is the largest number


@dataclass(frozen=True, slots=True)
class _Line:
    """value = fixed + each × amount(rows)."""

    fixed: float
    each: float

    @staticmethod
    def amount(rows: float) -> float:
        return rows

    @classmethod
    def through(cls, points: Sequence[tuple[float, float]]) -> Self | None:
        """By least squares of the relative errors, so that small tables decide the fixed part. None with fewer than two
        sizes."""
        known = [(cls.amount(rows), value) for rows, value in points if value > 0 and rows <= FITTED_ROWS]
        if len({amount for amount, _ in known}) < LEAST_POINTS:
            return None
        # Minimise Σ (fixed ÷ value + each × amount ÷ value − 1)².
        pairs = [(1 / value, amount / value) for amount, value in known]
        one_one, one_x, x_x = (
            math.fsum(x * y for x, y in products)
            for products in ([(a, a) for a, _ in pairs], pairs, [(b, b) for _, b in pairs])
        )
        one, x = math.fsum(a for a, _ in pairs), math.fsum(b for _, b in pairs)
        determinant = one_one * x_x - one_x**2
        return cls((one * x_x - x * one_x) / determinant, (x * one_one - one * one_x) / determinant)

    def at(self, rows: float) -> float:
        return self.fixed + self.each * self.amount(rows)


class Linear(_Line):
    """value = fixed + rows × each: for what every row adds to, such as the disk."""

    __slots__ = ()

    def reaches(self, value: float) -> float:
        return (value - self.fixed) / self.each if self.each > 0 else math.inf


class Sorting(_Line):
    """value = fixed + each × rows × log2(rows): for what sorts the rows, such as building an index."""

    __slots__ = ()

    @staticmethod
    def amount(rows: float) -> float:
        return rows * math.log2(rows)


type Growth = PowerLaw | Linear


def growth(
    points: Sequence[tuple[float, float]], *, blocks: Sequence[tuple[float, float]], by_words: bool = False
) -> Growth | None:
    """A line where the blocks of a request show that it reads all rows, or where it looks up words; otherwise a power
    law. PostgreSQL counts blocks, so they choose the same on every machine, while CPU time varies. An index of words
    or trigrams reads every entry of a word, and a block has thousands of entries, so blocks do not show it. What does
    not grow is no line: in a table of 1000 times the rows its noise would be the most of it. `points` and `blocks` are
    (rows, value). None with fewer than two."""
    line, law, read = Linear.through(points), PowerLaw.through(points), PowerLaw.through(blocks)
    reads_all = by_words or (read is not None and read.slope >= READS_ALL)
    grows = line and law and line.each > 0 and law.slope >= FLAT
    return line if reads_all and grows else law
