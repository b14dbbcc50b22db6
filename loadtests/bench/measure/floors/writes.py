"""`bench floors --writes`: the cost of a write, with all its parts and without each of them in turn."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from random import Random

from bench.contender.data import prepare
from bench.contender.ready import stop_all
from bench.contender.running import RunningContender
from bench.home import home
from bench.measure.floors.cells import SERVICE, FloorCell, write_cells
from bench.measure.floors.programs import PORTS, start_in_folders, with_one_worker
from bench.measure.floors.request import FloorsRequest
from bench.measure.floors.trials import FIRST_NUMBER, NUMBERS_A_TRIAL, write_trials
from bench.measure.floors.write_parts import services_without
from bench.measure.run import now
from bench.processes import Processes
from bench.progress import Display
from bench.readings.statements import Statements
from bench.results.floors import FloorResults, Trial
from bench.targets.datastores import bring_up
from bench.targets.local import LocalTarget

# Seconds that each of a part's three trials (create, update, delete) needs besides its load, for the estimate.
START_S = 0.5


def measure_writes(request: FloorsRequest, display: Display) -> tuple[FloorResults, Path]:
    """The results, and their file: it is written before the servers are stopped."""
    created = now()
    [contender] = with_one_worker(SERVICE)
    stops: list[Callable[[], None]] = []
    with ExitStack() as cleanup, Processes() as processes:
        cleanup.callback(stop_all, stops, display)
        datastores = bring_up(contender, stops)
        logs = home() / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        pairs = [(contender, datastores)]
        data = prepare(pairs, rows=request.rows, logs=logs, processes=processes, say=display.say)
        conditions = request.conditions(created=created, datastores=[datastores], fingerprint=data.word)
        service = RunningContender(
            target=LocalTarget(processes),
            definition=contender,
            datastores=datastores,
            statements=Statements(None),  # PostgreSQL does not copy a database that has another connection.
            folder=home() / contender.name,
            questions={},
        )
        with services_without(service, first_port=PORTS[SERVICE] + 10) as without:
            with display.phase("a service for each part started"):
                start_in_folders(list(without.values()))
            cells = {part: _cells(part, program, seconds=request.seconds) for part, program in without.items()}
            trials = _trials(request, cells, without=without, display=display)
            return request.save(conditions, trials, cells=[cell.name for part in cells.values() for cell in part])


def _cells(part: str, program: RunningContender, *, seconds: float) -> list[FloorCell]:
    return write_cells(program, seconds=seconds, prefix=f"{part}: ")


def _trials(
    request: FloorsRequest,
    cells: Mapping[str, list[FloorCell]],
    *,
    without: Mapping[str, RunningContender],
    display: Display,
) -> Iterator[Trial]:
    order, number = Random(request.seed), FIRST_NUMBER
    planned_s = request.rounds * len(without) * 3 * (request.seconds + START_S)
    with display.phase("rounds"), display.steps(planned_s, request.rounds) as steps:
        for round_ in range(1, request.rounds + 1):
            with steps.step(f"round {round_}", planned_s / request.rounds):
                for part in order.sample(list(without), len(without)):
                    number += NUMBERS_A_TRIAL
                    yield from write_trials(cells[part], without[part], round_=round_, number=number)
