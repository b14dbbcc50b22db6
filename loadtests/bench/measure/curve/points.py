"""One point of a curve: a contender is asked a scenario's questions by one user, which shows its latency, and then by a
closed loop that keeps it busy, which shows its CPU time.

A curve compares a contender with itself at other sizes. Blocks come from PostgreSQL's own count, so they and their
slope are the same on every machine.
"""

from dataclasses import dataclass, replace

from bench.contender.running import RunningContender
from bench.errors import BenchError, first_line
from bench.load.k6 import latency_of
from bench.load.modes import Mode
from bench.load.scenarios import Scenario
from bench.measure.alone import measure_alone
from bench.measure.cell_plan import cell_plan
from bench.measure.cells import measure_cells
from bench.measure.gates import Limits
from bench.measure.measurement import let_finish
from bench.results.run import Axis, ByComponent, CurvePoint


@dataclass(frozen=True, slots=True)
class Where:
    axis: Axis
    rows: int
    depth: int | None = None
    """Rows before the page."""


def measure_point(
    mode: Mode,
    contender: RunningContender,
    *,
    scenario: Scenario,
    where: Where,
    position: int,
    limits: Limits,
) -> CurvePoint:
    """`position` and the number after it belong to no other point of the curve. A contender that answers with an error,
    as gunicorn does for a request of more than 30 s, has an invalid point."""
    point = CurvePoint(
        axis=where.axis,
        scenario="depth" if where.axis == "depth" else scenario.name,
        contender=contender.name,
        rows=where.rows,
        depth=where.depth,
        requests=0,
        latency=latency_of([]),
        cpu_ms_per_request=ByComponent(0.0, None, None),
        sql_statements_per_request=None,
        sql_blocks_per_request=None,
        valid=False,
        invalid_reason=None,
    )
    try:
        alone, probe = measure_alone(mode, scenario, contender=contender, position=position)
    except BenchError as error:
        let_finish(contender.meters())
        return replace(point, invalid_reason=first_line(error))
    plan = cell_plan(
        mode,
        scenario,
        probes={contender.name: probe},
        contender=contender,
        round=1,
        position=position + 1,
    )
    [cell] = measure_cells([plan], limits=limits)
    return replace(
        point,
        requests=cell.requests,
        latency=alone.latency,
        cpu_ms_per_request=cell.cpu_ms_per_request,
        sql_statements_per_request=cell.sql_statements_per_request,
        sql_blocks_per_request=cell.sql_blocks_per_request,
        valid=cell.valid,
        invalid_reason=cell.invalid_reason,
    )
