"""The amount of measurement: quick for a first answer, standard for a picture, full for intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bench.errors import BenchError


@dataclass(frozen=True, slots=True)
class Mode:
    name: str
    scenarios: Sequence[str]
    rounds: int
    """Up to four rounds give the smallest and the largest ratio. A reliable interval needs six."""
    warm_up_s: float
    measured_s: float
    """Seconds of a cell. A slow contender gets more time where its share of the least number of requests needs it."""
    paired_s: float
    """Seconds for the pairs of a scenario, and more where the least number of pairs needs it."""
    least_iterations: int
    """A median, or a ratio over all rounds, rests on at least so many iterations of each contender."""
    idle_s: float
    plateau_s: float
    """The shortest plateau of the capacity."""
    longest_plateau_s: float
    """A plateau lasts until 1000 requests, which a p99 needs, but at most so long."""


READS = ("list", "list_hot", "deep_page", "filter", "search", "sort", "detail")

MODES = {
    mode.name: mode
    for mode in (
        Mode(
            name="quick",
            scenarios=READS,
            rounds=6,
            warm_up_s=0.3,
            measured_s=0.5,
            paired_s=1.2,
            least_iterations=20,
            idle_s=2.0,
            plateau_s=2.0,
            longest_plateau_s=6.0,
        ),
        Mode(
            name="standard",
            scenarios=(*READS, "write", "mixed", "capacity"),
            rounds=6,
            warm_up_s=0.3,
            measured_s=1.0,
            paired_s=2.0,
            least_iterations=20,
            idle_s=4.0,
            plateau_s=3.0,
            longest_plateau_s=8.0,
        ),
        Mode(
            name="full",
            scenarios=(*READS, "write", "mixed", "capacity"),
            rounds=10,
            warm_up_s=0.3,
            measured_s=3.0,
            paired_s=3.0,
            least_iterations=20,
            idle_s=5.0,
            plateau_s=4.0,
            longest_plateau_s=10.0,
        ),
    )
}


def choose_mode(name: str, modes: Mapping[str, Mode] = MODES) -> Mode:
    if name not in modes:
        raise BenchError(f"Unknown mode {name}: there is {', '.join(modes)}.")
    return modes[name]


CURVE = replace(
    MODES["quick"],
    name="curve",
    scenarios=("list", "deep_page", "filter", "search", "sort", "detail"),
    rounds=3,
    measured_s=1.0,
    least_iterations=4,
)

# A ladder has 14 contenders and more. Quick leaves the deep pages out, because every kind of cursor is followed to the
# middle of the table once, which takes minutes. `write` shows the cost of structures.
LADDER = {
    "quick": replace(
        MODES["quick"],
        scenarios=(*(name for name in READS if name != "deep_page"), "write"),
        rounds=2,
        measured_s=0.6,
    ),
    "full": replace(MODES["full"], scenarios=(*READS, "write", "mixed"), rounds=6, measured_s=1.0),
}
