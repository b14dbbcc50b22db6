"""Quantiles, and which of them a number of values knows."""

import math
from collections.abc import Sequence

BEYOND_PERCENTILE = 10  # observations that must lie beyond a percentile before it is printed


def at_least(value: float, limit: float) -> bool:
    """`value >= limit` for numbers that went through a division: 100 × (1 − 0.9) is at least 10, not 9.999…98."""
    return value >= limit or math.isclose(value, limit, rel_tol=1e-9)


def quantile(values: Sequence[float], q: float) -> float:
    """The q-quantile, linear between the two nearest values. Values must not be empty; they need no order."""
    ordered = sorted(values)
    position = (len(ordered) - 1) * q
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def percentile_is_known(n: int, q: float) -> bool:
    """Whether n observations say anything about the q-quantile: 10 must lie beyond it (p95 from 200, p99 from 1000)."""
    return at_least(n * (1 - q), BEYOND_PERCENTILE)


def percentile(values: Sequence[float], q: float) -> float | None:
    """The q-quantile, or None where there are too few values to know it."""
    return quantile(values, q) if percentile_is_known(len(values), q) else None
