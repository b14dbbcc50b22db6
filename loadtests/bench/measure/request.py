"""What a run is asked to measure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.contenders import Contender
from bench.load.modes import Mode, choose_mode
from bench.load.scenarios import CAPACITY, CLASSIC, Chosen, choose_scenarios
from bench.results.run import Kind, NoiseFloor, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    contenders: Sequence[Contender]
    rows: int | None
    """Customers in each contender's table. None: the target's own number."""
    target: str
    """A name of TARGETS."""
    mode: Mode
    chosen: Chosen
    seed: int
    command: str
    """The command line, for the report."""
    media: Path
    """The folder of the results, and of k6's own dashboards."""
    noise_floor: NoiseFloor | None = None
    kind: Kind = "run"
    generators: int = 1
    """Processes of k6 that share the loads of capacity and classic."""


def like(earlier: Results, request: Request) -> Request:
    """The request, with the conditions of an earlier run, so that `bench compare` accepts both."""
    run, mode = earlier.conditions, choose_mode(earlier.conditions.mode)
    names = [scenario.name for scenario in earlier.scenarios]
    names += [name for name, part in ((CAPACITY, earlier.capacity), (CLASSIC, earlier.classic)) if part]
    return replace(
        request,
        rows=run.rows,
        mode=mode,
        chosen=choose_scenarios(mode, names),
        seed=run.seed,
    )
