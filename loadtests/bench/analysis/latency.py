"""The latencies of several rounds as one distribution."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from bench.results.quantiles import percentile_is_known
from bench.results.run import QUANTILE_STEPS, Latency


def pool(latencies: Sequence[Latency]) -> Latency:
    """All requests of all rounds together, each round counting by its requests: percentiles are never averaged."""
    return pool_measured(tuple(latency for latency in latencies if latency.n and latency.quantiles_ms))


@cache  # the table, the titles and the charts ask for the same rounds
def pool_measured(measured: tuple[Latency, ...]) -> Latency:
    if not measured:
        return Latency(n=0, p50_ms=None, p95_ms=None, p99_ms=None, quantiles_ms=())
    if len(measured) == 1:
        return measured[0]
    n = sum(latency.n for latency in measured)
    times = sorted({time for latency in measured for time in latency.quantiles_ms})
    shares = [sum(latency.n * share_within(latency.quantiles_ms, time) for latency in measured) / n for time in times]
    quantiles = tuple(time_at(times, shares, q=step / QUANTILE_STEPS) for step in range(QUANTILE_STEPS + 1))

    def known(q: float) -> float | None:
        return time_at(times, shares, q=q) if percentile_is_known(n, q) else None

    return Latency(n=n, p50_ms=known(0.5), p95_ms=known(0.95), p99_ms=known(0.99), quantiles_ms=quantiles)


def share_within(quantiles_ms: Sequence[float], time: float) -> float:
    """The share of requests that took at most `time`: the inverse of evenly spaced quantiles."""
    above = bisect_right(quantiles_ms, time)
    if above == 0:
        return 0.0
    if above == len(quantiles_ms):
        return 1.0
    low, high = quantiles_ms[above - 1], quantiles_ms[above]
    return (above - 1 + (time - low) / (high - low)) / (len(quantiles_ms) - 1)


def time_at(times: Sequence[float], shares: Sequence[float], *, q: float) -> float:
    """The time within which the share `q` was answered, linear between the times at which the shares are known."""
    above = bisect_right(shares, q)
    if above == 0:
        return times[0]
    if above == len(shares):
        return times[next(i for i, share in enumerate(shares) if share >= q)]
    low, high = shares[above - 1], shares[above]
    return times[above - 1] + (times[above] - times[above - 1]) * (q - low) / (high - low)
