"""`bench floors`: the cost of the optimized service's answers, and the least that they could cost, in one run.

All programs run at the same time with one worker each, and take turns: a round asks every cell once in random order, so
a disturbance of the machine affects all of them. CPU time is that of one worker that a closed loop keeps busy.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from bench.contender.ready import ready_contenders
from bench.contender.running import RunningContender
from bench.errors import BenchError
from bench.measure.floors.cells import BASELINE, SERVICE, FloorCell, floor_cells, sample
from bench.measure.floors.programs import require_the_same_page, start_programs, with_one_worker
from bench.measure.floors.request import FloorsRequest
from bench.measure.floors.trials import FIRST_NUMBER, NUMBERS_A_TRIAL, WARM_UP_S, measure_trial, write_trials
from bench.measure.run import now
from bench.processes import Processes
from bench.progress import Display
from bench.results.floors import FloorResults, Trial
from bench.targets.local import LocalTarget

# Seconds that a trial needs besides its load, for the estimate.
START_S = 0.2


def measure_floors(request: FloorsRequest, display: Display) -> tuple[FloorResults, Path]:
    """The results, and their file: it is written before the servers are stopped."""
    created = now()
    services = with_one_worker(BASELINE, SERVICE)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        Processes() as processes,
        ready_contenders(services, LocalTarget(processes), rows=request.rows, processes=processes, display=display) as (
            contenders,
            data,
        ),
    ):
        datastores = [contender.datastores for contender in contenders]
        conditions = request.conditions(created=created, datastores=datastores, fingerprint=data.word)
        with display.phase("services and floors started"):
            programs = start_programs(contenders, Path(scratch))
            require_the_same_page(programs)
        cells = _chosen(request, floor_cells(programs, sample(programs[SERVICE].url), seconds=request.seconds))
        trials = _trials(request, cells, programs=programs, display=display)
        return request.save(conditions, trials, cells=[cell.name for cell in cells])


def _chosen(request: FloorsRequest, cells: Sequence[FloorCell]) -> list[FloorCell]:
    if unknown := set(request.cells) - {cell.name for cell in cells}:
        raise BenchError(f"Unknown cell {'; '.join(sorted(unknown))}: {'; '.join(cell.name for cell in cells)}.")
    return [cell for cell in cells if not request.cells or cell.name in request.cells]


def _trials(
    request: FloorsRequest, cells: Sequence[FloorCell], *, programs: Mapping[str, RunningContender], display: Display
) -> Iterator[Trial]:
    order, number = Random(request.seed), FIRST_NUMBER
    reads = [cell for cell in cells if cell.reads]
    writes = [cell for cell in cells if not cell.reads]
    planned_s = request.rounds * (len(cells) * (request.seconds + START_S) + len(reads) * (WARM_UP_S + START_S))
    with display.phase("rounds"), display.steps(planned_s, request.rounds) as steps:
        for round_ in range(1, request.rounds + 1):
            with steps.step(f"round {round_}", planned_s / request.rounds):
                for cell in order.sample(reads, len(reads)):
                    number += NUMBERS_A_TRIAL
                    yield measure_trial(cell, programs[cell.program], round_=round_, number=number)[0]
                number += NUMBERS_A_TRIAL
                yield from write_trials(writes, programs[SERVICE], round_=round_, number=number)
            number += NUMBERS_A_TRIAL
