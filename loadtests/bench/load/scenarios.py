"""The scenarios that --scenarios takes.

Cold and hot keys are scenarios of their own: a cell asks either new questions against an empty cache, or the same 16
questions again and again. A contender without a cache gets the same questions and shows no difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.errors import BenchError
from bench.load.modes import Mode
from bench.results.run import Keys


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    script: str
    title: str
    keys: Keys
    pairs: bool
    """The scenario only reads, so two contenders can get the same question side by side."""
    cycle: int = 1
    """Iterations after which their kinds start again. A cell has whole cycles, so every cell has the same mixture."""


_READS = {
    "list": "the first 20 pages, newest customers first",
    "deep_page": "pages around the middle of the table",
    "filter": "one or two filters",
    "search": "one to three words",
    "sort": "the first 10 pages of every ordering",
    "detail": "one customer by id",
}
# Questions of several kinds follow each other, and some cost a hundred times as much as others: 10 kinds of filters,
# 4 of searches, 8 columns to sort by.
_CYCLES = {"filter": 10, "search": 4, "sort": 8}
_WRITES = {
    "write": "create, read back, update, delete",
    "mixed": "80 % list, 15 % detail, 5 % write",
}

SCENARIOS = {
    **{
        name: Scenario(name, name, title, "cold", pairs=True, cycle=_CYCLES.get(name, 1))
        for name, title in _READS.items()
    },
    "write": Scenario("write", "write", _WRITES["write"], "cold", pairs=False),
    "mixed": Scenario("mixed", "mixed", _WRITES["mixed"], "cold", pairs=False, cycle=20),
    **{
        f"{name}_hot": Scenario(
            f"{name}_hot", name, f"{title}, 16 of them", "hot", pairs=True, cycle=_CYCLES.get(name, 1)
        )
        for name, title in _READS.items()
    },
    "mixed_hot": Scenario("mixed_hot", "mixed", f"{_WRITES['mixed']}, 16 pages", "hot", pairs=False, cycle=20),
}

# These are measured after the rounds, and not in cells.
CLASSIC, CAPACITY = "classic", "capacity"

# The load of the capacity. Its cells are measured too, so that the cost chart has its line.
CAPACITY_SCENARIO = "mixed"


@dataclass(frozen=True, slots=True)
class Chosen:
    scenarios: Sequence[Scenario]
    classic: bool
    capacity: bool


def choose_scenarios(mode: Mode, names: Sequence[str]) -> Chosen:
    """The named scenarios; without a name, those of the mode."""
    if unknown := [name for name in names if name not in (*SCENARIOS, CAPACITY, CLASSIC)]:
        known = ", ".join([*SCENARIOS, CAPACITY, CLASSIC])
        raise BenchError(f"Unknown scenario {', '.join(unknown)}: there are {known}.")
    wanted = list(names or mode.scenarios)
    if CAPACITY in wanted and CAPACITY_SCENARIO not in wanted:
        wanted.append(CAPACITY_SCENARIO)
    return Chosen(
        scenarios=[SCENARIOS[name] for name in wanted if name in SCENARIOS],
        classic=CLASSIC in wanted,
        capacity=CAPACITY in wanted,
    )
