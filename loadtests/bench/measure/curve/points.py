"""Points of a curve: one user asks a contender a scenario's questions, which shows its latency. Then a closed loop that
keeps it busy asks, which shows its CPU time.

A curve compares a contender with itself at other sizes. Blocks come from PostgreSQL's own count, so they and their
slope are the same on every machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.analysis.rows import figures
from bench.contender.data import read_into_memory
from bench.contender.running import RunningContender
from bench.errors import BenchError, first_line
from bench.load.k6 import latency_of
from bench.load.modes import Mode
from bench.load.probe import Probe
from bench.load.scenarios import Scenario
from bench.measure.alone import measure_alone
from bench.measure.cell_plan import cell_plan
from bench.measure.cells import measure_cells
from bench.measure.gates import Limits
from bench.measure.measurement import let_finish
from bench.progress import Display
from bench.results.run import Axis, Cell, CurvePoint, Latency


@dataclass(frozen=True, slots=True)
class Where:
    axis: Axis
    rows: int
    depth: int | None = None
    """Rows before the page."""


@dataclass(slots=True)
class _Point:
    """A point that is being measured."""

    scenario: Scenario
    contender: RunningContender
    latency: Latency
    probe: Probe | None
    """None after an error."""
    wrong: str | None = None
    cells: list[Cell] = field(default_factory=list)


def measure_points(
    mode: Mode,
    asked: Sequence[tuple[Scenario, RunningContender]],
    *,
    where: Where,
    positions: Iterator[int],
    limits: Limits,
    display: Display,
) -> list[CurvePoint]:
    """A point for each scenario and contender. Each round asks all of them, so that a machine that is slower for some
    seconds does not bend a line; one contender after the other, so that its database is read into memory once a round.
    `positions` are numbers that belong to no other cell of the curve. A contender that answers with an error, as
    gunicorn does for a request of more than 30 s, has an invalid point."""
    count = len(asked) * (1 + mode.rounds)
    with display.steps(mode.measured_s * count, count) as steps:
        points = []
        for scenario, contender in _in_memory(asked):
            with steps.step(f"{where.rows:_} customers, {scenario.name}, {contender.name}", mode.measured_s):
                points.append(_alone(mode, scenario, contender=contender, position=next(positions)))
        for number in range(1, mode.rounds + 1):
            for (scenario, contender), point in zip(_in_memory(asked), points, strict=True):
                name = f"round {number}, {scenario.name}, {contender.name}"
                with steps.step(f"{where.rows:_} customers, {name}", mode.measured_s):
                    _ask(mode, point, number=number, position=next(positions), limits=limits)
    return [_measured(point, where) for point in points]


def _in_memory(asked: Sequence[tuple[Scenario, RunningContender]]) -> Iterator[tuple[Scenario, RunningContender]]:
    """The same, and a contender's database is in memory when its turn begins."""
    before = None
    for scenario, contender in asked:
        if contender is not before:
            read_into_memory(contender.datastores)
        before = contender
        yield scenario, contender


def _alone(mode: Mode, scenario: Scenario, *, contender: RunningContender, position: int) -> _Point:
    try:
        alone, probe = measure_alone(mode, scenario, contender=contender, position=position)
    except BenchError as error:
        let_finish(contender.meters())
        return _Point(scenario, contender, latency_of([]), None, wrong=first_line(error))
    return _Point(scenario, contender, alone.latency, probe)


def _ask(mode: Mode, point: _Point, *, number: int, position: int, limits: Limits) -> None:
    if point.probe is None:
        return
    plan = cell_plan(
        mode,
        point.scenario,
        probes={point.contender.name: point.probe},
        contender=point.contender,
        round=number,
        position=position,
    )
    point.cells += measure_cells([plan], limits=limits)


def _measured(point: _Point, where: Where) -> CurvePoint:
    found = figures(point.cells)
    wrong = next((cell.invalid_reason for cell in point.cells if not cell.valid), point.wrong)
    return CurvePoint(
        axis=where.axis,
        scenario="depth" if where.axis == "depth" else point.scenario.name,
        contender=point.contender.name,
        rows=where.rows,
        depth=where.depth,
        requests=sum(cell.requests for cell in point.cells),
        latency=point.latency,
        cpu_ms_per_request=found.cpu_ms,
        sql_statements_per_request=found.sql_statements,
        sql_blocks_per_request=found.sql_blocks,
        valid=wrong is None,
        invalid_reason=wrong,
    )
