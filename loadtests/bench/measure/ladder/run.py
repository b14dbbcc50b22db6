"""A whole ladder: from stopped servers to a saved result."""

from collections.abc import Sequence
from pathlib import Path

from bench.load.k6 import find_k6
from bench.measure.conditions import conditions_of, contender_of_results, scenario_of_results
from bench.measure.ladder.proof import prove
from bench.measure.ladder.ready import Standing, ready_rungs
from bench.measure.ladder.rounds import measure_rounds, rounds
from bench.measure.ladder.rungs import WHOLE, Ladder, Rung
from bench.measure.request import Request
from bench.measure.run import now, warn_if_busy
from bench.processes import Processes
from bench.progress import Display
from bench.results.run import Cell, Results
from bench.results.run import Rung as RungOfResults
from bench.results.saving import partly_saved, save_results
from bench.targets.choice import TARGETS


def measure_ladder(
    request: Request, ladder: Ladder, *, rungs: Sequence[Rung], display: Display
) -> tuple[Results, Path]:
    """The results, and their file: it is written before the servers are stopped."""
    created = now()
    find_k6()  # Its version is one of the conditions.
    with Processes() as processes:
        target = TARGETS[request.target](processes)
        rows = request.rows or target.rows
        assert rows is not None, "only containers have data of their own"
        with ready_rungs(rungs, ladder, target=target, rows=rows, processes=processes, display=display) as (
            standing,
            data,
        ):
            services = [service for _, service, _ in standing]
            conditions = conditions_of(request, services, created=created, data=data)
            warn_if_busy(display)
            with display.phase("answers compared"):
                proof = prove(request, standing, data=data, display=display)
            cells: list[Cell] = []

            def so_far() -> Results:
                return Results(
                    conditions=conditions,
                    contenders=tuple(map(contender_of_results, services)),
                    scenarios=tuple(map(scenario_of_results, request.chosen.scenarios)),
                    cells=tuple(cells),
                    paired=(),
                    serial=tuple(proof.serial),
                    ladder=tuple(map(rung_of_results, standing)),
                    noise_floor=request.noise_floor,
                    kind="ladder",
                )

            with partly_saved(lambda: so_far() if cells else None, request.media, display=display):
                measure_rounds(rounds(request, services, probes=proof.probes), cells, display=display)
            results = so_far()
            return results, save_results(results, request.media)


def rung_of_results(standing: Standing) -> RungOfResults:
    rung, service, database = standing
    size = database.size
    return RungOfResults(
        contender=rung.name,
        below=rung.below,
        change=rung.change,
        database=service.datastores.database,
        table_bytes=size.table_bytes if size else None,
        index_bytes=size.index_bytes if size else None,
        build_s=database.build_s if database.builder == rung.name and not rung.left_out else None,
        whole=rung.name == WHOLE,
        left_out=rung.left_out,
        superseded_by=rung.superseded_by,
    )
