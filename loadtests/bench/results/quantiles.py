"""Quantiles, and how many values a percentile needs."""

import math
from collections.abc import Sequence

# A percentile is printed only if so many observations lie beyond it.
BEYOND_PERCENTILE = 10


def at_least(value: float, limit: float) -> bool:
    """`value >= limit` for results of divisions: 100 × (1 − 0.9) counts as 10, although it is 9.999…98."""
    return value >= limit or math.isclose(value, limit, rel_tol=1e-9)


def quantile(values: Sequence[float], q: float) -> float:
    """The q-quantile, linear between the two nearest values. There must be a value; values need no order."""
    ordered = sorted(values)
    position = (len(ordered) - 1) * q
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def percentile_is_known(n: int, q: float) -> bool:
    """Whether n observations are enough for the q-quantile: 10 must lie beyond it (p95 from 200, p99 from 1000)."""
    return at_least(n * (1 - q), BEYOND_PERCENTILE)


def percentile(values: Sequence[float], q: float) -> float | None:
    """The q-quantile; None if there are too few values."""
    return quantile(values, q) if percentile_is_known(len(values), q) else None
