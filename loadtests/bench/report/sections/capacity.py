"""How much load each contender carries within the objective."""

from bench.report.figures.capacity import capacities
from bench.report.numbers import UNKNOWN, number, percent
from bench.report.sections.section import Finding, Line, Section, Table, columns
from bench.results.run import Capacity, Plateau, Results

COLUMNS = columns(
    "contender, offered/s, p50 ms, p99 ms, CPU ms, k6's share, requests, objective", words="contender, objective"
)
OBSERVED = "*: of fewer than 1,000 requests, so observed and not promised."


def capacity_section(results: Results) -> Section | None:
    if not results.capacity:
        return None
    plateaus = [(capacity, plateau) for capacity in results.capacity for plateau in capacity.plateaus]
    lines = [Line(_cells(capacity, plateau), capacity.contender) for capacity, plateau in plateaus]
    return Section(
        heading="How much load",
        findings=[Finding(f"{capacity_words(each)}.", each.contender) for each in results.capacity],
        figure=lambda: capacities(results),
        tables=[Table("Every plateau", COLUMNS, lines, keys=2)],
        notes=[OBSERVED] if any(plateau.latency.p99_ms is None for _, plateau in plateaus) else [],
    )


def capacity_words(capacity: Capacity) -> str:
    """`naive carries 11.2 iterations (13.1 requests) a second of mixed within the objective: 99 % within 250 ms, …`."""
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


def _cells(capacity: Capacity, plateau: Plateau) -> list[str]:
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
