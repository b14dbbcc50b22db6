"""How long a cell lasts, and how many questions it gets."""

import math
from dataclasses import dataclass

from bench.load.modes import Mode
from bench.load.rates import SERIAL_FROM_S, Offer
from bench.load.scenarios import Scenario

# Arrivals in the warm-up of a cell at a low rate.
LEAST_WARM_UPS = 4

# One virtual user sends at most so many requests a second, as k6/lib/load.js does.
SERIAL_PER_S = 50


@dataclass(frozen=True, slots=True)
class Timing:
    warm_ups: int
    """Iterations before the measured ones. A number and not seconds, because a fast contender needs less time."""
    measured_s: float
    kept_for_warm_up: int
    """Questions for the warm-up: the same number for every contender, so that all are measured with the same ones."""
    kept_for_cell: int
    """Questions for the warm-up and the measured part together."""

    def planned_s(self, latency_s: float) -> float:
        """An estimate, for a contender that needs `latency_s` a request."""
        return self.warm_ups * latency_s / 2 + self.measured_s


def timing(mode: Mode, scenario: Scenario, *, offer: Offer, contender: str) -> Timing:
    if offer.per_s is None:
        return _serial(mode, offer.latencies_s[contender])
    seconds = max(mode.measured_s, min(mode.longest_s, mode.least_iterations / offer.per_s))
    if scenario.cycle > 1:
        cycles = max(1, round(offer.per_s * seconds / scenario.cycle))
        seconds = cycles * scenario.cycle / offer.per_s
    warm_ups = max(LEAST_WARM_UPS, math.ceil(offer.per_s * mode.warm_up_s))
    return Timing(
        warm_ups=warm_ups,
        measured_s=seconds,
        kept_for_warm_up=warm_ups,
        kept_for_cell=warm_ups + math.ceil(offer.per_s * seconds) + 2,
    )


def _serial(mode: Mode, latency_s: float) -> Timing:
    """A slow contender gets as many requests as the mode says: a request starts as long as the time is not up. It gets
    no warm-up, because the paired phase has warmed it. A fast contender gets as many as fit in the mode's time. With
    the same time for both, the fast one would need more questions than there are."""
    kept = math.ceil(SERIAL_PER_S * mode.warm_up_s)
    return Timing(
        warm_ups=0 if latency_s > SERIAL_FROM_S else min(kept, max(1, int(mode.warm_up_s / latency_s))),
        measured_s=max(mode.measured_s, (mode.serial_requests - 0.5) * latency_s),
        kept_for_warm_up=kept,
        kept_for_cell=kept + math.ceil(SERIAL_PER_S * mode.measured_s) + 2,
    )
