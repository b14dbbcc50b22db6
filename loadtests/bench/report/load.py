"""What a request costs at other rates than the common one: idle, at a contender's own rate, and up to its capacity."""

from collections.abc import Sequence

from bench.analysis.rows import per_request
from bench.report.numbers import UNKNOWN, number, percent
from bench.results.run import Capacity, Idle, Plateau, Results

Lines = Sequence[Sequence[str]]

IDLE = (
    "Idle: CPU time that each contender uses when nobody asks anything. It is part of CPU per request and never "
    "subtracted; at a low rate few requests share it, which makes a fast contender look slower than it is."
)
OWN_RATE = (
    "Own rate: contenders that carry more than the common rate, once, at half of their own capacity (at most 200 "
    "requests a second). Rates differ, so these figures give no ratio."
)
OWN_RATE_HEADINGS = ("scenario", "contender", "offered/s", "total CPU ms", "at the common rate", "of it idle")
LEFT = ("scenario", "contender", "objective")  # headings of words, not of figures
CAPACITY_HEADINGS = ("contender", "offered/s", "p50 ms", "p99 ms", "CPU ms", "k6's share", "requests", "objective")


def idle_lines(results: Results) -> list[str]:
    """`naive: 1.7 ms of CPU a second when idle (service 1.1, database 0.6)`."""
    return [f"{each.contender}: {_idle(each)}" for each in results.idle]


def _idle(idle: Idle) -> str:
    cpu = idle.cpu_ms_per_s
    parts = [("service", cpu.service), ("database", cpu.database), ("cache", cpu.cache)]
    words = ", ".join(f"{name} {number(value)}" for name, value in parts if value is not None)
    return f"{number(cpu.total)} ms of CPU a second when idle ({words})"


def idle_ms_per_request(results: Results, contender: str, requests_per_s: float) -> float | None:
    """The part of CPU per request that the contender would have used anyway."""
    found = next((idle for idle in results.idle if idle.contender == contender), None)
    return found.cpu_ms_per_s.total / requests_per_s if found and requests_per_s else None


def own_rate_lines(results: Results) -> Lines:
    lines = []
    for cell in results.own_rate:
        valid = [each for each in results.cells_of(cell.scenario, cell.contender) if each.valid]
        at_common = per_request(valid, lambda each: each.cpu_ms_per_request.total)
        per_s = sum(each.requests for each in valid) / sum(each.duration_s for each in valid) if valid else 0.0
        lines.append(
            [
                cell.scenario,
                cell.contender,
                number(cell.offered_per_s),
                number(cell.cpu_ms_per_request.total) if cell.valid else f"invalid: {cell.invalid_reason}",
                number(at_common),
                number(idle_ms_per_request(results, cell.contender, per_s)),
            ]
        )
    return lines


def capacity_words(capacity: Capacity) -> str:
    """`naive carries 11.2 iterations a second of mixed within the objective (probe: 14.0/s)`."""
    objective = capacity.objective
    goal = f"99 % within {objective.p99_ms:g} ms, errors below {objective.failed_share:.1%}, nothing dropped"
    met = capacity.highest_met
    if met is None:
        lowest = capacity.plateaus[0]
        return (
            f"{capacity.contender} misses the objective ({goal}) at every rate offered, the lowest "
            f"{number(lowest.offered_per_s)} iterations a second of {capacity.scenario}: {lowest.missed_because}"
        )
    least = "" if capacity.bounded else "at least "
    return (
        f"{capacity.contender} carries {least}{number(met.offered_per_s)} iterations ({number(met.requests_per_s)} "
        f"requests) a second of {capacity.scenario} within the objective: {goal}"
    )


def capacity_lines(results: Results) -> Lines:
    return [_plateau(capacity, plateau) for capacity in results.capacity for plateau in capacity.plateaus]


def _plateau(capacity: Capacity, plateau: Plateau) -> list[str]:
    p99 = plateau.p99_ms
    known = plateau.latency.p99_ms is not None
    return [
        capacity.contender,
        number(plateau.offered_per_s),
        number(plateau.latency.observed_ms(0.5)),
        UNKNOWN if p99 is None else number(p99) + ("" if known else "*"),
        number(plateau.cpu_ms_per_request.total),
        percent(plateau.k6_share),
        f"{plateau.requests:,}",
        "met" if plateau.met else "; ".join(filter(None, (plateau.missed_because, plateau.doubt))),
    ]


def capacity_note(results: Results) -> str | None:
    few = any(plateau.latency.p99_ms is None for each in results.capacity for plateau in each.plateaus)
    return "*: of fewer than 1,000 requests, so observed and not promised." if few else None
