"""What is measured, in which order: decided before the first cell, from one seed, and printed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.contender.running import Entrant
from bench.load.rates import Offer
from bench.load.scenarios import Workload
from bench.measure.cells import Place
from bench.measure.observed import Bench
from bench.measure.timing import timing

K6_START_S = 0.25  # what a k6 process needs before and after its load


@dataclass(frozen=True, slots=True)
class Planned:
    workload: Workload
    offer: Offer
    entrant: Entrant
    place: Place

    def seconds(self, bench: Bench) -> float:
        time = timing(bench.mode, self.workload, self.offer, self.entrant.name)
        return time.planned_s(self.offer.latencies_s[self.entrant.name]) + 2 * K6_START_S


def rounds(
    bench: Bench, offers: Mapping[str, Offer], workloads: Sequence[Workload], entrants: Sequence[Entrant], *, seed: int
) -> list[list[Planned]]:
    """Each round has every scenario once in random order, and within a scenario every contender in random order: what
    grows worse while a run lasts (heat, a table's bloat) then meets all of them."""
    draw = random.Random(seed)
    planned: list[list[Planned]] = []
    position = 0
    for number in range(1, bench.mode.rounds + 1):
        cells = []
        for workload in draw.sample(workloads, len(workloads)):
            for entrant in draw.sample(entrants, len(entrants)):
                position += 1
                cells.append(Planned(workload, offers[workload.name], entrant, Place(number, position)))
        planned.append(cells)
    return planned


def order_in_words(cells: Sequence[Planned]) -> str:
    return ", ".join(f"{cell.workload.name}/{cell.entrant.name}" for cell in cells)
