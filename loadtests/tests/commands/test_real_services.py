"""The two services themselves, with few rows: the headline hardly depends on the number of connections, and with the
load generator's own time it accounts for the whole machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from at_free_ports import at_free_ports
from bench.analysis.cost import at_its_most, cost_lines
from bench.cli import main
from bench.contender.ready import ask_all_the_same, ready_contenders
from bench.contender.running import RunningContender, restart
from bench.contenders import CONTENDERS_FILE, choose, read_contenders
from bench.load.modes import MODES
from bench.load.scenarios import SCENARIOS
from bench.measure.alone import measure_alone
from bench.measure.cell_plan import cell_plan
from bench.measure.cells import measure_cells
from bench.processes import Processes
from bench.progress import Display
from bench.results.files import load
from bench.results.run import Cell
from bench.targets.local import LocalTarget
from rich.console import Console

pytestmark = [pytest.mark.servers, pytest.mark.slow]

NAMES = ("list", "list_hot", "detail", "search")
MODE = replace(MODES["standard"], least_iterations=120)


@contextmanager
def both(file: Path, rows: int) -> Iterator[list[RunningContender]]:
    chosen = choose(read_contenders(file), ["naive", "optimized"])
    display = Display(Console(file=sys.stderr))
    with (
        Processes() as processes,
        ready_contenders(chosen, LocalTarget(processes), rows=rows, processes=processes, display=display) as (
            contenders,
            data,
        ),
    ):
        restart(contenders)
        ask_all_the_same(contenders, data, seed=1)
        yield contenders


def with_connections(contender: RunningContender, name: str, *, rounds: int = 2) -> dict[int, list[Cell]]:
    """Cells with all the usual connections and with half of them, in turns."""
    scenario = SCENARIOS[name]
    _, probe = measure_alone(MODE, scenario, contender=contender, position=5000)
    usual = cell_plan(
        MODE, scenario, probes={contender.name: probe}, contender=contender, round=1, position=1, in_turns=True
    ).connections
    numbers = (usual, usual // 2)
    cells = [
        cell
        for number in range(rounds)
        for cell in measure_cells(
            [
                cell_plan(
                    MODE,
                    scenario,
                    probes={contender.name: probe},
                    contender=contender,
                    round=1 + number,
                    position=1 + 2 * number + half,
                    connections=connections,
                    in_turns=True,
                )
                for half, connections in enumerate(numbers)
            ]
        )
    ]
    return {connections: [cell for cell in cells if cell.connections == connections] for connections in numbers}


def cpu_ms(cells: list[Cell]) -> float:
    """A request, of all cells together."""
    return sum(cell.cpu_ms_per_request.total * cell.requests for cell in cells) / sum(cell.requests for cell in cells)


def test_halving_the_connections_hardly_moves_the_busy_cpu(tmp_path: Path) -> None:
    with both(at_free_ports(CONTENDERS_FILE, tmp_path), rows=3000) as contenders:
        moved = {}
        for contender in contenders:
            for name in NAMES:
                all_of_them, half = with_connections(contender, name).values()
                moved[contender.name, name] = cpu_ms(half) / cpu_ms(all_of_them)
    # Fewer requests wait for the event loop at a time, so each wake-up serves fewer: up to 11 % for a cached list.
    assert moved == {key: pytest.approx(1.0, abs=0.15) for key in moved}


def test_at_the_most_that_it_answers_the_headline_and_k6_account_for_all_cores(tmp_path: Path) -> None:
    file = at_free_ports(CONTENDERS_FILE, tmp_path)
    asked = ["run", "--rows", "3000", "--scenarios", "mixed,capacity", "--media", str(tmp_path / "media")]
    assert main(["--contenders-file", str(file), *asked]) == 0
    [saved] = (tmp_path / "media" / "results").glob("*.json")
    results = load(saved)
    [(capacity, line)] = [pair for pair in cost_lines(results) if pair[0].contender == "optimized"]
    found = at_its_most(line, capacity)
    assert found is not None
    assert found[1] == pytest.approx(results.conditions.host.cores, rel=0.15)
