"""The load of a scenario: half of what its slowest contender carries, and the same for all contenders.

CPU time per request depends on the rate, because few requests share the idle work of a server at a low rate. So
contenders can be compared only at one rate. At half of the slowest one's capacity queues stay short; the length of a
long queue is a matter of luck.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

# Iterations a second. A contender that does not carry the least rate is asked serially.
LEAST_PER_S = 1.0

# Requests a second. At a higher rate k6 itself needs a visible part of two cores.
MOST_PER_S = 200.0

# Of the slowest contender's capacity.
SHARE_OF_CAPACITY = 0.5

# From so many seconds an iteration on, a contender is asked serially.
SERIAL_FROM_S = 1.5

# Virtual users. Arrivals find a free one even when no answer comes for so many seconds, as in a pause of the garbage
# collector or the kernel.
LEAST_VUS, MOST_VUS = 4, 100
SLACK_S = 0.25


@dataclass(frozen=True, slots=True)
class Probe:
    """One iteration of one virtual user on one contender: its seconds, and the CPU seconds of all components."""

    latency_s: float
    cpu_s: float
    workers: int
    requests: float = 1.0
    """HTTP requests in one iteration."""
    longest_s: float = 0.0
    """The slowest iteration: some questions cost a hundred times as much as others."""

    def capacity_per_s(self, cores: int) -> float:
        """Iterations a second. A worker answers one request at a time, and all components together have `cores`."""
        by_workers = self.workers / max(self.latency_s, 1e-6)
        return min(by_workers, cores / self.cpu_s) if self.cpu_s > 0 else by_workers


Rates = Mapping[str, float | None]
"""Iterations a second by scenario; None: one request after the other."""


@dataclass(frozen=True, slots=True)
class Offer:
    per_s: float | None
    """Iterations a second; None: one virtual user, one request after the other."""
    vus: int
    latencies_s: Mapping[str, float]
    """The probes' latencies by contender."""
    longest_s: float = 0.0
    """The slowest iteration of all probes."""

    @property
    def patience_s(self) -> float:
        """An iteration that takes longer is not achieved at this rate."""
        return max(4 * max(self.latencies_s.values()), 2 * self.longest_s)


def offer(probes: Mapping[str, Probe], *, cores: int) -> Offer:
    """The load of one scenario, from its probes by contender."""
    slowest_s = max(probe.latency_s for probe in probes.values())
    capacity = min(probe.capacity_per_s(cores) for probe in probes.values())
    # At the least rate the queue of such a contender would grow without end.
    if slowest_s > SERIAL_FROM_S or capacity < LEAST_PER_S:
        return offer_of(None, probes)
    most = MOST_PER_S / max(probe.requests for probe in probes.values())
    rate = min(max(SHARE_OF_CAPACITY * capacity, LEAST_PER_S), most)
    return offer_of(math.floor(rate * 10) / 10, probes)  # k6 gets the arrivals in ten seconds as a whole number.


def offer_of(per_s: float | None, probes: Mapping[str, Probe]) -> Offer:
    """This rate with the virtual users that it needs; None: serially."""
    latencies_s = {name: probe.latency_s for name, probe in probes.items()}
    if per_s is None:
        return Offer(per_s=None, vus=1, latencies_s=latencies_s)
    longest_s = max(probe.longest_s for probe in probes.values())
    chosen = Offer(per_s=per_s, vus=0, latencies_s=latencies_s, longest_s=longest_s)
    vus = math.ceil(per_s * (chosen.patience_s + SLACK_S)) + LEAST_VUS
    return replace(chosen, vus=min(vus, MOST_VUS))
