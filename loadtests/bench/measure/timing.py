"""How long a cell lasts, and which questions are its own."""

import math
from dataclasses import dataclass

from bench.load.modes import Mode
from bench.load.rates import SERIAL_FROM_S, Offer
from bench.load.scenarios import Workload

LEAST_WARM_UPS = 4
SERIAL_PER_S = 50  # as in k6/lib/load.js


@dataclass(frozen=True, slots=True)
class Timing:
    warm_ups: int
    """Iterations before the measured ones; not seconds, because a fast contender needs no longer."""
    measured_s: float
    kept_for_warm_up: int
    """Questions of the warm-up: so many for every contender, so that all are measured with the same ones."""
    kept_for_cell: int
    """Questions of the warm-up and the measured part."""

    def planned_s(self, latency_s: float) -> float:
        return self.warm_ups * latency_s / 2 + self.measured_s


def timing(mode: Mode, workload: Workload, offer: Offer, contender: str) -> Timing:
    if offer.per_s is None:
        return _serial(mode, offer.latencies_s[contender])
    seconds = max(mode.measured_s, min(mode.longest_s, mode.least_iterations / offer.per_s))
    if workload.cycle > 1:
        cycles = max(1, round(offer.per_s * seconds / workload.cycle))
        seconds = cycles * workload.cycle / offer.per_s
    warm_ups = max(LEAST_WARM_UPS, math.ceil(offer.per_s * mode.warm_up_s))
    return Timing(warm_ups, seconds, warm_ups, warm_ups + math.ceil(offer.per_s * seconds) + 2)


def _serial(mode: Mode, latency_s: float) -> Timing:
    """A slow contender is asked as often as the mode says, because a request starts while the time is not up, and is
    not warmed up: what seconds are for was done by the pairs. A fast one is asked as often as the mode's time allows.
    The same time for both would ask the fast one for more questions than there are."""
    kept = math.ceil(SERIAL_PER_S * mode.warm_up_s)
    warm_ups = 0 if latency_s > SERIAL_FROM_S else min(kept, max(1, int(mode.warm_up_s / latency_s)))
    measured_s = max(mode.measured_s, (mode.serial_requests - 0.5) * latency_s)
    return Timing(warm_ups, measured_s, kept, kept + math.ceil(SERIAL_PER_S * mode.measured_s) + 2)
