"""Contenders that carry more than the common rate, measured once at half of their own capacity.

At the slowest contender's rate a fast one is asked so rarely that its idle housekeeping (see idle.py) is most of its
CPU per request. Here each gets a rate of its own: the figure is what a busy service pays, and no ratio.
"""

from collections.abc import Mapping, Sequence

from bench.contender.running import Entrant
from bench.load.rates import Offer, Probe, offer
from bench.load.scenarios import Workload
from bench.measure.cells import Place
from bench.measure.plan import Planned

LEAST_TIMES = 2.0  # the common rate; less would tell nothing new


def plan_own_rates(
    workloads: Sequence[Workload],
    entrants: Sequence[Entrant],
    offers: Mapping[str, Offer],
    probes: Mapping[str, Mapping[str, Probe]],
) -> list[Planned]:
    planned: list[Planned] = []
    for workload in workloads:
        common = offers[workload.name].per_s
        for entrant in entrants:
            own = offer({entrant.name: probes[workload.name][entrant.name]}, cores=entrant.target.cores)
            if own.per_s is not None and own.per_s >= LEAST_TIMES * (common or 0.0):
                planned.append(Planned(workload, own, entrant, Place(round=1, position=len(planned) + 1)))
    return planned
