"""How many times as much the baseline needs, of one scenario."""

from collections.abc import Sequence

from bench.analysis.statistics import NOTICEABLE, Estimate, estimate, ratio_of_sums
from bench.results.run import ByComponent, Cell, PairedLatency


def cpu_ratio(
    baseline: Sequence[Cell], contender: Sequence[Cell], *, noticeable: float = NOTICEABLE
) -> Estimate | None:
    """CPU of the baseline over that of the contender, of the rounds that are valid for both."""
    rounds = common_rounds(baseline, contender)
    return ratio_of_sums(*zip(*rounds, strict=True), noticeable=noticeable) if rounds else None


def common_rounds(*columns: Sequence[Cell]) -> list[tuple[float, ...]]:
    """CPU per request of each, of the rounds that are valid for all of them and whose figures compare."""
    known = [{cell.round: cell.cpu_ms_per_request for cell in cells if cell.valid} for cells in columns]
    rounds = [[each[number] for each in known] for number in known[-1] if all(number in each for each in known)]
    return [
        tuple(cpu.total for cpu in figures)
        for figures in rounds
        if all(cpu.total and alike(cpu, figures[0]) for cpu in figures)
    ]


def alike(one: ByComponent, other: ByComponent) -> bool:
    """Totals compare only where both hold the database's CPU time, or neither does (see ByComponent)."""
    return (one.database is None) == (other.database is None)


def latency_ratio(pairs: PairedLatency, *, noticeable: float = NOTICEABLE) -> Estimate | None:
    values = [baseline / contender for baseline, contender in pairs.pairs_ms if contender]
    return estimate(values, noticeable=noticeable) if values else None
