"""The amount of measurement: quick for a first answer, standard for a picture, full for intervals."""

from collections.abc import Sequence
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
    least_iterations: int
    """A cell at a low rate lasts until so many arrivals, but at most `longest_s`."""
    longest_s: float
    serial_requests: int
    """Requests in a serial cell of a contender that needs more than 1.5 s a request."""
    paired_s: float
    questions: int
    """Different questions for each scenario. At 200 a second a cell with its warm-up uses almost all."""
    idle_s: float
    own_rates: bool
    """Whether contenders are also measured at half of their own capacity."""
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
            rounds=2,
            warm_up_s=0.6,
            measured_s=1.4,
            least_iterations=10,  # two rounds of ten give a median
            longest_s=5.0,
            serial_requests=2,
            paired_s=1.2,
            questions=480,
            idle_s=2.0,
            own_rates=False,
            plateau_s=2.0,
            longest_plateau_s=6.0,
        ),
        Mode(
            name="standard",
            scenarios=(*READS, "capacity"),
            rounds=3,
            warm_up_s=0.6,
            measured_s=2.0,
            least_iterations=6,
            longest_s=4.0,
            serial_requests=1,
            paired_s=2.0,
            questions=640,
            idle_s=4.0,
            own_rates=True,
            plateau_s=3.0,
            longest_plateau_s=8.0,
        ),
        Mode(
            name="full",
            scenarios=(*READS, "capacity"),
            rounds=6,
            warm_up_s=0.6,
            measured_s=2.4,
            least_iterations=6,
            longest_s=4.0,
            serial_requests=1,
            paired_s=3.0,
            questions=760,
            idle_s=5.0,
            own_rates=True,
            plateau_s=4.0,
            longest_plateau_s=10.0,
        ),
    )
}


def choose_mode(name: str) -> Mode:
    if name not in MODES:
        raise BenchError(f"Unknown mode {name}: there is {', '.join(MODES)}.")
    return MODES[name]


CURVE = replace(
    MODES["quick"],
    name="curve",
    scenarios=("list", "deep_page", "filter", "search", "sort", "detail"),
    rounds=1,
    measured_s=2.0,
)
