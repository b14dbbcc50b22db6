"""A whole run: from stopped servers to a saved result."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.contender.data import Fingerprint
from bench.contender.ready import ask_all_the_same, compare_all, ready_contenders
from bench.contender.running import RunningContender, restart
from bench.load.k6 import find_k6
from bench.measure.bench import Bench
from bench.measure.classic import CLASSIC_ASKS, keep_dashboards
from bench.measure.conditions import conditions_of, contender_of_results, scenario_of_results
from bench.measure.gates import LIMITS
from bench.measure.idle import measure_idle
from bench.measure.measuring import Measured, Measuring
from bench.measure.plan import plan_of
from bench.measure.preflight import preflight
from bench.measure.request import Request
from bench.processes import Processes
from bench.progress import Display
from bench.readings.machine import foreign_share, read_machine
from bench.results.run import Results
from bench.results.saving import partly_saved, save_results
from bench.targets.choice import TARGETS

# Other programs are observed for so many seconds before the run.
LISTEN_S = 0.5


def measure_run(request: Request, display: Display) -> tuple[Results, Path]:
    """The results, and their file: it is written before the servers are stopped."""
    created = now()
    find_k6()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, Processes() as processes:
        target = TARGETS[request.target](processes)
        bench = Bench(request.mode, Path(scratch), processes, generators=request.generators)
        rows = request.rows or target.rows
        with ready_contenders(request.contenders, target, rows=rows, processes=processes, display=display) as (
            contenders,
            data,
        ):
            with display.phase("services started"):
                restart(contenders)
            conditions = conditions_of(request, contenders, created=created, data=data)
            warn_if_busy(display)
            _ask_and_compare(request, contenders, data=data, display=display)
            with display.phase("idle contenders listened to"):
                idle = measure_idle(contenders, request.mode.idle_s)
            before = preflight(bench, request, contenders=contenders, display=display)
            measured = Measured()

            def so_far() -> Results:
                return Results(
                    conditions=conditions,
                    contenders=tuple(contender_of_results(contender) for contender in contenders),
                    scenarios=tuple(map(scenario_of_results, request.chosen.scenarios)),
                    cells=tuple(measured.cells),
                    paired=tuple(before.paired),
                    serial=tuple(before.serial),
                    classic=tuple(measured.classic),
                    idle=tuple(idle),
                    capacity=tuple(measured.capacity),
                    noise_floor=request.noise_floor,
                    kind=request.kind,
                )

            with partly_saved(lambda: so_far() if measured.cells else None, request.media, display=display):
                plan = plan_of(request, contenders, before=before)
                Measuring(bench, contenders, display).measure(plan, measured)
            results = so_far()
            file = save_results(results, request.media)
        keep_dashboards(bench.scratch, request.media)
    return results, file


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ask_and_compare(
    request: Request, contenders: list[RunningContender], *, data: Fingerprint, display: Display
) -> None:
    with display.phase("questions drawn"):
        ask_all_the_same(contenders, data, seed=request.seed)
    with display.phase("answers compared"):
        asked = {each.script for each in request.chosen.scenarios if each.pairs}
        asked |= set(CLASSIC_ASKS) if request.chosen.classic else set()
        asked |= {"list", "detail"} if request.chosen.capacity else set()
        display.say(f"{compare_all(contenders, sorted(asked))} answers are the same")


def warn_if_busy(display: Display) -> None:
    """Warn before the run spends minutes on latencies that other programs disturb."""
    before = read_machine()
    time.sleep(LISTEN_S)
    share = foreign_share(before, read_machine())
    if share is None:
        display.say("the CPU time of other programs is not measured on this system")
    elif share > LIMITS.most_foreign_share:
        display.say(
            f"[yellow]other programs use {share:.0%} of the CPU: latencies and the capacity suffer, and the intervals "
            "of CPU ratios get wider. Close them for better figures.[/]"
        )
