"""What can be asked for with --scenarios.

Cold and hot keys are workloads of their own: a cell asks either questions that are new to it, against an emptied cache,
or 16 questions over and over. A contender without a cache gets the same questions and simply shows no difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.errors import BenchError
from bench.load.modes import Mode
from bench.results.run import Keys


@dataclass(frozen=True, slots=True)
class Workload:
    name: str
    script: str
    title: str
    keys: Keys
    pairs: bool
    """It only reads, so two contenders can be asked the same thing side by side."""
    cycle: int = 1
    """Iterations after which the script begins anew; a cell has whole cycles, and so the same mixture as any other."""


_READS = {
    "list": "newest customers, page by page",
    "deep_page": "pages around the middle of the table",
    "filter": "one or two filters",
    "search": "one to three words",
    "sort": "first pages of every ordering",
    "detail": "one customer by id",
}
_CYCLES = {"sort": 8}  # columns, of which some cost a hundred times as much as others
_WRITES = {
    "write": "create, read back, update, delete",
    "mixed": "80 % list, 15 % detail, 5 % write",
}

WORKLOADS = {
    **{
        name: Workload(name, name, title, "cold", pairs=True, cycle=_CYCLES.get(name, 1))
        for name, title in _READS.items()
    },
    "write": Workload("write", "write", _WRITES["write"], "cold", pairs=False),
    "mixed": Workload("mixed", "mixed", _WRITES["mixed"], "cold", pairs=False, cycle=20),
    **{
        f"{name}_hot": Workload(
            f"{name}_hot", name, f"{title}, 16 of them", "hot", pairs=True, cycle=_CYCLES.get(name, 1)
        )
        for name, title in _READS.items()
    },
    "mixed_hot": Workload("mixed_hot", "mixed", f"{_WRITES['mixed']}, 16 pages", "hot", pairs=False, cycle=20),
}

# Measured after the rounds, in ways of their own: no cells.
CLASSIC, CAPACITY = "classic", "capacity"


@dataclass(frozen=True, slots=True)
class Chosen:
    workloads: Sequence[Workload]
    classic: bool
    capacity: bool


def choose_workloads(mode: Mode, names: Sequence[str]) -> Chosen:
    """What is named, or what the mode measures."""
    if unknown := [name for name in names if name not in (*WORKLOADS, CAPACITY, CLASSIC)]:
        known = ", ".join([*WORKLOADS, CAPACITY, CLASSIC])
        raise BenchError(f"Unknown scenario {', '.join(unknown)}: there are {known}.")
    wanted = names or mode.scenarios
    return Chosen(
        workloads=[WORKLOADS[name] for name in wanted if name in WORKLOADS],
        classic=CLASSIC in wanted,
        capacity=CAPACITY in wanted,
    )
