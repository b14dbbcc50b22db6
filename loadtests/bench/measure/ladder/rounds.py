"""The rounds: each climbs the whole ladder, so that neighbours are measured within a minute of each other."""

import random
from collections.abc import Mapping, Sequence

from bench.contender.running import RunningContender, restart
from bench.load.probe import Probe
from bench.measure.cell_plan import CellPlan, cell_plan
from bench.measure.gates import LIMITS, Limits
from bench.measure.measuring import RESTART_S, measure_in_turns
from bench.measure.request import Request
from bench.progress import Display
from bench.results.run import Cell

type Visit = Sequence[CellPlan]
"""The cells of one service in one round; it runs alone."""


def rounds(
    request: Request, services: Sequence[RunningContender], *, probes: Mapping[str, Mapping[str, Probe]]
) -> list[list[Visit]]:
    """Up and down in turn: a machine that gets slower during a run then makes one round's factors larger and the
    next one's smaller. The scenarios of a round have one random order."""
    draw = random.Random(request.seed)
    planned: list[list[Visit]] = []
    position = 0
    for number in range(1, request.mode.rounds + 1):
        scenarios = draw.sample(request.chosen.scenarios, len(request.chosen.scenarios))
        visits: list[Visit] = []
        for service in services if number % 2 else services[::-1]:
            cells = []
            for scenario in scenarios:
                position += 1
                cells.append(
                    cell_plan(
                        request.mode,
                        scenario,
                        probes=probes[scenario.name],
                        contender=service,
                        round=number,
                        position=position,
                    )
                )
            visits.append(cells)
        planned.append(visits)
    return planned


def planned_s(planned: Sequence[Sequence[Visit]]) -> float:
    return sum(RESTART_S + sum(cell.planned_s for cell in visit) for visits in planned for visit in visits)


def measure_rounds(
    planned: Sequence[Sequence[Visit]], found: list[Cell], *, display: Display, limits: Limits = LIMITS
) -> None:
    """Add each cell to `found` as soon as it is there, so that an error or Ctrl-C loses nothing."""
    total_s, count = planned_s(planned), sum(len(visit) for visits in planned for visit in visits)
    display.say(f"about {total_s / 60:.1f} minutes from here: {len(planned)} rounds of {count // len(planned)} cells")
    with display.phase("rounds"), display.steps(total_s, count) as steps:
        for number, visits in enumerate(planned, 1):
            left = f", about {steps.left_s:.0f} s left" if number > 1 else ""
            display.say(
                f"round {number} of {len(planned)}{left}: {', '.join(each[0].contender.name for each in visits)}"
            )
            for visit in visits:
                with steps.step(f"{visit[0].contender.name} started", RESTART_S, counts=0):
                    restart([visit[0].contender])
                for plan in visit:
                    measure_in_turns([plan], found, limits=limits, display=display, steps=steps)
