"""How much load a scenario gets: as much as its slowest contender carries with ease, the same for everybody.

CPU time per request depends on the rate (an idle server's housekeeping is shared by fewer requests), so contenders are
comparable only at one rate. Half of the slowest one's capacity keeps queues short, whose length is luck.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

LEAST_PER_S = 1.0
MOST_PER_S = 200.0  # requests; beyond it k6 itself needs a visible part of two cores
SHARE_OF_CAPACITY = 0.5
SERIAL_FROM_S = 1.5

LEAST_VUS, MOST_VUS = 4, 100
SLACK_S = (
    0.25  # arrivals of this long find a free virtual user although nobody answers: a collector's or kernel's pause
)


@dataclass(frozen=True, slots=True)
class Probe:
    """One contender asked by one virtual user: seconds, and seconds of CPU of all its parts, for one iteration."""

    latency_s: float
    cpu_s: float
    workers: int
    requests: float = 1.0
    """HTTP requests in one iteration."""
    longest_s: float = 0.0
    """The slowest iteration seen: some questions cost a hundred times as much as others."""

    def capacity_per_s(self, cores: int) -> float:
        """Each worker answers one after the other, and all parts together cannot use more than the machine."""
        by_workers = self.workers / max(self.latency_s, 1e-6)
        return min(by_workers, cores / self.cpu_s) if self.cpu_s > 0 else by_workers


Rates = Mapping[str, float | None]
"""Iterations a second by scenario; None is serially."""


@dataclass(frozen=True, slots=True)
class Offer:
    per_s: float | None
    """None: serially, one virtual user."""
    vus: int
    latencies_s: Mapping[str, float]
    """Of the probes, by contender."""
    longest_s: float = 0.0
    """The slowest iteration of all probes."""

    @property
    def patience_s(self) -> float:
        """How long an iteration may take before it counts as not achieved at this rate."""
        return max(4 * max(self.latencies_s.values()), 2 * self.longest_s)


def offer(probes: Mapping[str, Probe], *, cores: int) -> Offer:
    """For the probes of one scenario, by contender."""
    slowest_s = max(probe.latency_s for probe in probes.values())
    capacity = min(probe.capacity_per_s(cores) for probe in probes.values())
    # A contender that cannot carry the least rate would only grow a queue.
    if slowest_s > SERIAL_FROM_S or capacity < LEAST_PER_S:
        return offer_of(None, probes)
    most = MOST_PER_S / max(probe.requests for probe in probes.values())
    rate = min(max(SHARE_OF_CAPACITY * capacity, LEAST_PER_S), most)
    return offer_of(math.floor(rate * 10) / 10, probes)  # k6 gets arrivals in ten seconds as a whole number


def offer_of(per_s: float | None, probes: Mapping[str, Probe]) -> Offer:
    """This load, with the users that it needs; None is serially."""
    latencies_s = {name: probe.latency_s for name, probe in probes.items()}
    if per_s is None:
        return Offer(per_s=None, vus=1, latencies_s=latencies_s)
    longest_s = max(probe.longest_s for probe in probes.values())
    chosen = Offer(per_s=per_s, vus=0, latencies_s=latencies_s, longest_s=longest_s)
    vus = math.ceil(per_s * (chosen.patience_s + SLACK_S)) + LEAST_VUS
    return replace(chosen, vus=min(vus, MOST_VUS))
