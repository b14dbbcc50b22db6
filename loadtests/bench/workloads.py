"""What can be asked for with --scenarios, and how much of it each mode measures.

Cold and hot keys are workloads of their own: a cell asks either questions that are new to it, against an emptied cache,
or 16 questions over and over. A contender without a cache gets the same questions and simply shows no difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.errors import BenchError
from bench.results import Keys


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
_CYCLES = {"sort": 16}  # orderings, of which some cost a hundred times as much as others
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

CLASSIC = "classic"  # no cell: a profile of its own, measured after the rounds


@dataclass(frozen=True, slots=True)
class Mode:
    name: str
    scenarios: Sequence[str]
    rounds: int
    warm_up_s: float
    measured_s: float
    paired_s: float
    least_iterations: int
    """A cell at a low rate lasts until this many arrivals, up to `longest_s`; two rounds of ten give a median."""
    longest_s: float
    questions: int
    """Different questions a scenario: at 200 a second a cell with its warm-up asks this many."""


MODES = {
    "quick": Mode(
        name="quick",
        scenarios=("list", "list_hot", "deep_page", "filter", "search", "sort", "detail"),
        rounds=2,
        warm_up_s=0.6,
        measured_s=1.4,
        paired_s=1.2,
        least_iterations=10,
        longest_s=5.0,
        questions=480,
    ),
}


def choose_mode(name: str) -> Mode:
    if name not in MODES:
        raise BenchError(f"Unknown mode {name}: there is {', '.join(MODES)}.")
    return MODES[name]


def choose_workloads(mode: Mode, names: Sequence[str]) -> tuple[list[Workload], bool]:
    """The named workloads, or the mode's; and whether `classic` was named too."""
    if unknown := [name for name in names if name not in WORKLOADS and name != CLASSIC]:
        raise BenchError(f"Unknown scenario {', '.join(unknown)}: there are {', '.join([*WORKLOADS, CLASSIC])}.")
    return [WORKLOADS[name] for name in (names or mode.scenarios) if name != CLASSIC], CLASSIC in names
