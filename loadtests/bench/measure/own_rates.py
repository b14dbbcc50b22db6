"""Contenders that carry more than the common rate are also measured once at half of their own capacity.

At the rate of the slowest contender a fast one gets so few requests that its idle work (see idle.py) is most of its CPU
per request. At a rate of its own the figure is the cost of a request to a busy service. It gives no ratio.
"""

from collections.abc import Sequence

from bench.contender.running import RunningContender
from bench.load.rates import offer
from bench.measure.cell_plan import CellPlan, cell_plan
from bench.measure.preflight import Preflight
from bench.measure.request import Request

# A contender is measured at its own rate if that is so many times the common rate. Less would show nothing new.
LEAST_TIMES = 2.0


def own_rate_cells(request: Request, contenders: Sequence[RunningContender], *, before: Preflight) -> list[CellPlan]:
    planned: list[CellPlan] = []
    for scenario in request.chosen.scenarios:
        common = before.offers[scenario.name].per_s
        for contender in contenders:
            probe = before.probes[scenario.name][contender.name]
            own = offer({contender.name: probe}, cores=contender.target.cores)
            if own.per_s is not None and own.per_s >= LEAST_TIMES * (common or 0.0):
                position = len(planned) + 1
                planned.append(
                    cell_plan(request.mode, scenario, offer=own, contender=contender, round=1, position=position)
                )
    return planned
