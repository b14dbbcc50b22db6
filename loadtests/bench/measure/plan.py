"""The plan of a run: what is measured in which order. It is decided before the first cell, from one seed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.contender.running import RunningContender
from bench.load.probe import Probe
from bench.measure import capacity
from bench.measure.cell_plan import CellPlan, cell_plan
from bench.measure.preflight import Preflight
from bench.measure.request import Request


@dataclass(frozen=True, slots=True)
class Plan:
    rounds: Sequence[Sequence[CellPlan]]
    capacity: Mapping[str, Probe] | None
    """Probes of the capacity's scenario by contender. None: no capacity."""
    classic: bool

    @property
    def cells(self) -> int:
        return sum(map(len, self.rounds))


def plan_of(request: Request, contenders: Sequence[RunningContender], *, before: Preflight) -> Plan:
    chosen = request.chosen
    return Plan(
        rounds=rounds(request, contenders, before=before) if chosen.scenarios else (),
        capacity=before.probes[capacity.SCENARIO.name] if chosen.capacity else None,
        classic=chosen.classic,
    )


def rounds(request: Request, contenders: Sequence[RunningContender], *, before: Preflight) -> list[list[CellPlan]]:
    """Each round has every scenario once in random order, and in each scenario every contender in random order: what
    gets worse during a run (heat, a table's bloat) then affects all of them."""
    draw = random.Random(request.seed)
    planned: list[list[CellPlan]] = []
    position = 0
    for number in range(1, request.mode.rounds + 1):
        cells = []
        for scenario in draw.sample(request.chosen.scenarios, len(request.chosen.scenarios)):
            for contender in draw.sample(contenders, len(contenders)):
                position += 1
                cells.append(
                    cell_plan(
                        request.mode,
                        scenario,
                        probes=before.probes[scenario.name],
                        contender=contender,
                        round=number,
                        position=position,
                        in_turns=True,
                    )
                )
        planned.append(cells)
    return planned


def order_in_words(cells: Sequence[CellPlan]) -> str:
    return ", ".join(f"{cell.scenario.name}/{cell.contender.name}" for cell in cells)
