"""The values of every part of the results format: a latency's distribution, and a figure by component."""

from dataclasses import dataclass, field

# Quantiles 0/200, 1/200 … 200/200: enough points for a smooth cumulative curve, and small in the JSON.
QUANTILE_STEPS = 200


@dataclass(frozen=True, slots=True)
class Latency:
    """Time from the request's first byte sent to the answer's last byte read."""

    n: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    """A percentile q is None where n × (1 − q) < 10: too few samples lie beyond it."""
    quantiles_ms: tuple[float, ...] = field(repr=False)
    """QUANTILE_STEPS + 1 ascending values: [i] is the quantile i / QUANTILE_STEPS, so [0] is the fastest and [-1] the
    slowest request. For an eCDF draw (quantiles_ms[i], i / QUANTILE_STEPS). Empty when n is 0."""

    def observed_ms(self, share: float) -> float | None:
        """The quantile of these very requests, however few they are: no promise about others. None when n is 0."""
        return self.quantiles_ms[round(share * QUANTILE_STEPS)] if self.quantiles_ms else None


@dataclass(frozen=True, slots=True)
class ByComponent:
    """One figure for each component of a contender. `database` is None if bench cannot see the server's processes (a
    DATABASE_URL on another machine). `cache` is None for the same reason, or for a contender without a cache."""

    service: float
    database: float | None
    cache: float | None

    @property
    def total(self) -> float:
        return self.service + (self.database or 0.0) + (self.cache or 0.0)
