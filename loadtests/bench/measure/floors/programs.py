"""The programs of `bench floors`: both services with one worker each, and floors on the optimized one's data."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from bench.contender.running import RunningContender, start_services
from bench.contenders import ROOT, Contender, choose, read_contenders
from bench.customers_api import CUSTOMERS, PAGE_ROWS
from bench.errors import BenchError
from bench.http_client import Client
from bench.measure.floors.cells import BASELINE, FIRST_PAGES, SERVICE

FLOORS_FILE = ROOT / "loadtests" / "floors.toml"
PORTS = {SERVICE: 8700, BASELINE: 8706}


def with_one_worker(*names: str) -> list[Contender]:
    """Contenders of contenders.toml, on ports of their own."""
    return [_one_worker(contender) for contender in choose(read_contenders(), names)]


def _one_worker(contender: Contender) -> Contender:
    return replace(
        contender,
        start=contender.start.replace("{workers}", "1"),
        port=PORTS[contender.name],
        environment={**contender.environment, "ALLOWED_HOSTS": ".localhost,127.0.0.1"},
    )


def start_programs(services: Sequence[RunningContender], scratch: Path) -> dict[str, RunningContender]:
    """Start the services and the floors; the last service gives the floors their data. By name."""
    floors = [
        replace(services[-1], definition=floor, folder=scratch / floor.name)
        for floor in read_contenders(FLOORS_FILE).values()
        if floor.name != "bolt" or find_spec("django_bolt")
    ]
    programs = [*services, *floors]
    start_in_folders(programs)
    return {program.name: program for program in programs}


def start_in_folders(programs: Sequence[RunningContender]) -> None:
    for program in programs:
        program.folder.mkdir(parents=True, exist_ok=True)
    start_services(programs)


def require_the_same_page(programs: dict[str, RunningContender]) -> None:
    """A floor with a smaller answer than the service's would be too low."""
    pages = {}
    for name, program in programs.items():
        with Client(program.url) as client:
            for path in FIRST_PAGES.get(name, (CUSTOMERS,)):
                pages[f"{program.url}{path}"] = client.json(path)["results"]
    expected = next(iter(pages.values()))
    for url, rows in pages.items():
        if rows != expected or len(rows) != PAGE_ROWS:
            raise BenchError(f"{url} does not answer with the page that {next(iter(pages))} answers with.")
