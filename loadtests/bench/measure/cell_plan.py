"""One cell, as the plan decides it."""

import os
from dataclasses import dataclass

from bench.contender.running import RunningContender
from bench.load.k6 import Variables
from bench.load.modes import Mode
from bench.load.rates import Offer
from bench.load.scenarios import Scenario
from bench.measure.measurement import ATTEMPTS
from bench.measure.timing import Timing, timing

# Seconds that a k6 process needs before and after its load.
K6_START_S = 0.25

# An iteration is late when it takes longer than the offer's patience, and never before so many seconds.
LEAST_GRACE_S = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlan:
    """A scenario at a rate on a contender, with its place in the run, its timing, and all that k6 is told."""

    scenario: Scenario
    offer: Offer
    contender: RunningContender
    timing: Timing
    round: int
    """From 1."""
    position: int
    """Place in the order of the run's cells, from 1."""

    @property
    def name(self) -> str:
        return f"{self.scenario.name}, {self.contender.name}"

    @property
    def planned_s(self) -> float:
        return self.timing.planned_s(self.offer.latencies_s[self.contender.name]) + 2 * K6_START_S

    def warm_up(self, attempt: int) -> Variables:
        return self._load | {
            "WARM_UP": self.timing.warm_ups,
            "START": self._start(attempt),
            "RUN": f"{self._run(attempt)}w",
        }

    def measured(self, attempt: int) -> Variables:
        return self._load | {
            "DURATION": self.timing.measured_s,
            "START": self._start(attempt) + self.timing.kept_for_warm_up,
            "RUN": self._run(attempt),
        }

    @property
    def _load(self) -> dict[str, str | float]:
        return {
            **self.contender.k6_variables,
            "KEYS": self.scenario.keys,
            "VUS": self.offer.vus,
            "GRACE_MS": round(1000 * max(LEAST_GRACE_S, self.offer.patience_s)),
            **({"SERIAL": 1} if self.offer.per_s is None else {"RATE": self.offer.per_s}),
        }

    def _start(self, attempt: int) -> int:
        """The first question. Rounds and attempts use different questions; all contenders of a round use the same."""
        return ((self.round - 1) * ATTEMPTS + attempt - 1) * self.timing.kept_for_cell

    def _run(self, attempt: int) -> str:
        """A name that no other cell has: k6 writes it into the customers that it creates."""
        return f"{os.getpid()}-{self.position}-{attempt}"


def cell_plan(
    mode: Mode, scenario: Scenario, *, offer: Offer, contender: RunningContender, round: int, position: int
) -> CellPlan:
    return CellPlan(
        scenario=scenario,
        offer=offer,
        contender=contender,
        timing=timing(mode, scenario, offer=offer, contender=contender.name),
        round=round,
        position=position,
    )
