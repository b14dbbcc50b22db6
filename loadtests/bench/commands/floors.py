"""`bench floors`: the optimized service beside the least that its answers could cost, in one run.

All programs run at the same time with one worker each, and take turns: a round asks every cell once, in random order,
so that whatever disturbs the machine disturbs all alike. CPU time is that of one worker kept busy by a closed loop.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from random import Random

from bench.contender.data import prepare
from bench.contender.ready import entered, stop_all
from bench.contender.running import Entrant
from bench.contenders import ROOT, Contender, choose, read_contenders
from bench.customers_api import CUSTOMERS, PAGE_ROWS
from bench.errors import BenchError
from bench.home import home
from bench.http_client import Client
from bench.measure.floors.cells import BASELINE, FIRST_PAGES, SERVICE, FloorCell, floor_cells, sample, write_cells
from bench.measure.floors.turns import NUMBERS_A_TURN, WARM_UP_S, turn, write_turns
from bench.measure.floors.write_parts import services_without
from bench.processes import Processes
from bench.progress import Display
from bench.readings.host import commit, host
from bench.readings.statements import Statements
from bench.results.floors import FloorConditions, FloorResults, Turn
from bench.targets import versions as programs
from bench.targets.datastores import Backing, bring_up
from bench.targets.local import LocalTarget

FLOORS_FILE = ROOT / "loadtests" / "floors.toml"
PORTS = {SERVICE: 8700, BASELINE: 8706}
FIRST_NUMBER = 10_000_000  # every number of a run has as many digits

type Keep = Callable[[FloorResults], object]
"""Saves them, before the servers are stopped."""


@dataclass(frozen=True, slots=True)
class FloorsRequest:
    rows: int
    rounds: int
    seconds: float
    seed: int
    cells: Sequence[str]
    """Names; all cells without one."""
    command: str


def run_floors(request: FloorsRequest, display: Display, keep: Keep) -> FloorResults:
    created = _now()
    services = [_one_worker(each) for each in choose(read_contenders(), [BASELINE, SERVICE])]
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        Processes() as processes,
        entered(services, request.rows, LocalTarget(processes), processes, display) as (entrants, data),
    ):
        with display.phase("services and floors started"):
            running = _started(entrants, Path(scratch))
            _require_the_same_page(running)
        cells = floor_cells(running, sample(running[SERVICE].url), request.seconds)
        if unknown := set(request.cells) - {cell.name for cell in cells}:
            raise BenchError(f"Unknown cell {'; '.join(sorted(unknown))}: {'; '.join(cell.name for cell in cells)}.")
        chosen = [cell for cell in cells if not request.cells or cell.name in request.cells]
        turns = _in_order([cell.name for cell in chosen], _rounds(request, chosen, running, display))
        versions = _versions([entrant.backing for entrant in entrants])
        results = FloorResults(_conditions(request, created, versions, data.word), turns)
        keep(results)
    return results


def run_writes(request: FloorsRequest, display: Display, keep: Keep) -> FloorResults:
    """Writes alone, with everything and with each companion taken away in turn."""
    created = _now()
    [contender] = [_one_worker(each) for each in choose(read_contenders(), [SERVICE])]
    stops: list[Callable[[], None]] = []
    with ExitStack() as cleanup, Processes() as processes:
        cleanup.callback(stop_all, stops, display)
        backing = bring_up(contender, stops)
        logs = home() / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        data = prepare([(contender, backing)], rows=request.rows, logs=logs, processes=processes, say=display.say)
        # Without a connection for statistics: a database that somebody uses cannot be copied.
        service = Entrant(LocalTarget(processes), contender, backing, Statements(None), home() / contender.name, {})
        with services_without(service, first_port=PORTS[SERVICE] + 10) as without:
            with display.phase("a service for each part started"):
                _start(list(without.values()))
            names = [cell.name for part in without for cell in _cells_of(part, without, request)]
            turns = _in_order(names, _write_rounds(request, without, display))
            results = FloorResults(_conditions(request, created, _versions([backing]), data.word), turns)
            keep(results)
    return results


def _write_rounds(request: FloorsRequest, without: dict[str, Entrant], display: Display) -> Iterator[Turn]:
    order = Random(request.seed)
    number = FIRST_NUMBER
    planned_s = request.rounds * len(without) * 3 * (request.seconds + 0.5)
    with display.phase("rounds"), display.steps(planned_s, request.rounds) as steps:
        for round_ in range(1, request.rounds + 1):
            with steps.step(f"round {round_}", planned_s / request.rounds):
                for name in order.sample(list(without), len(without)):
                    number += NUMBERS_A_TURN
                    yield from write_turns(_cells_of(name, without, request), without[name], round_, number)


def _cells_of(part: str, without: Mapping[str, Entrant], request: FloorsRequest) -> list[FloorCell]:
    return write_cells(without[part], request.seconds, prefix=f"{part}: ")


def _in_order(cells: Sequence[str], turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """As a reader wants them; they were measured in random order."""
    return tuple(sorted(turns, key=lambda turn: (cells.index(turn.cell), turn.round)))


def _versions(backings: Sequence[Backing]) -> dict[str, str]:
    bolt = {"django-bolt": version("django-bolt")} if find_spec("django_bolt") else {}
    return programs.installed() | bolt | programs.versions(backings)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _conditions(request: FloorsRequest, created: str, versions: dict[str, str], fingerprint: str) -> FloorConditions:
    revision, dirty = commit()
    return FloorConditions(
        created=created,
        commit=revision,
        dirty=dirty,
        command=request.command,
        rows=request.rows,
        rounds=request.rounds,
        seconds=request.seconds,
        host=host(),
        versions=versions,
        fingerprint=fingerprint,
    )


def _started(entrants: Sequence[Entrant], scratch: Path) -> dict[str, Entrant]:
    """The services, and the floors on the data of the optimized one."""
    service = entrants[-1]
    floors = [
        replace(service, contender=contender, folder=scratch / contender.name)
        for contender in read_contenders(FLOORS_FILE).values()
        if contender.name != "bolt" or find_spec("django_bolt")
    ]
    everybody = [*entrants, *floors]
    _start(everybody)
    return {each.name: each for each in everybody}


def _start(entrants: Sequence[Entrant]) -> None:
    for each in entrants:
        each.folder.mkdir(parents=True, exist_ok=True)
    pids = entrants[0].target.restart([(each.contender, each.backing, each.folder) for each in entrants])
    for each, pid in zip(entrants, pids, strict=True):
        each.service_pid = pid


def _one_worker(contender: Contender) -> Contender:
    return replace(
        contender,
        start=contender.start.replace("{workers}", "1"),
        port=PORTS[contender.name],
        environment={**contender.environment, "ALLOWED_HOSTS": ".localhost,127.0.0.1"},
    )


def _require_the_same_page(running: dict[str, Entrant]) -> None:
    """A floor that answers less is none."""
    pages = {}
    for name, entrant in running.items():
        with Client(entrant.url) as client:
            for path in FIRST_PAGES.get(name, (CUSTOMERS,)):
                pages[f"{entrant.url}{path}"] = client.json(path)["results"]
    expected = next(iter(pages.values()))
    for url, rows in pages.items():
        if rows != expected or len(rows) != PAGE_ROWS:
            raise BenchError(f"{url} does not answer with the page that {next(iter(pages))} answers with.")


def _rounds(
    request: FloorsRequest, cells: Sequence[FloorCell], running: dict[str, Entrant], display: Display
) -> Iterator[Turn]:
    order = Random(request.seed)
    number = FIRST_NUMBER
    independent = [cell for cell in cells if cell.reads]
    writes = [cell for cell in cells if not cell.reads]
    planned_s = request.rounds * (len(cells) * (request.seconds + 0.2) + len(independent) * (WARM_UP_S + 0.2))
    with display.phase("rounds"), display.steps(planned_s, request.rounds) as steps:
        for round_ in range(1, request.rounds + 1):
            with steps.step(f"round {round_}", planned_s / request.rounds):
                for cell in order.sample(independent, len(independent)):
                    number += NUMBERS_A_TURN
                    yield turn(cell, running[cell.program], round_, number)[0]
                yield from write_turns(writes, running[SERVICE], round_, number + NUMBERS_A_TURN)
            number += 2 * NUMBERS_A_TURN
