"""How many times as much the baseline needs, of one scenario."""

from collections.abc import Sequence

from bench.analysis.statistics import NOTICEABLE, Estimate, estimate, ratio_of_sums
from bench.results.run import ByComponent, Cell, PairedLatency


def cpu_ratio(
    baseline: Sequence[Cell], contender: Sequence[Cell], *, noticeable: float = NOTICEABLE
) -> Estimate | None:
    """CPU of the baseline over that of the contender, of the rounds that are valid for both."""
    theirs = {cell.round: cell.cpu_ms_per_request for cell in baseline if cell.valid}
    ours = {cell.round: cell.cpu_ms_per_request for cell in contender if cell.valid}
    both = [(theirs[round_], ours[round_]) for round_ in ours if round_ in theirs]
    totals = [(slow.total, fast.total) for slow, fast in both if alike(slow, fast) and slow.total and fast.total]
    return ratio_of_sums(*zip(*totals, strict=True), noticeable=noticeable) if totals else None


def alike(one: ByComponent, other: ByComponent) -> bool:
    """Totals compare only where both hold the database's CPU time, or neither does (see ByComponent)."""
    return (one.database is None) == (other.database is None)


def latency_ratio(pairs: PairedLatency, *, noticeable: float = NOTICEABLE) -> Estimate | None:
    values = [baseline / contender for baseline, contender in pairs.pairs_ms if contender]
    return estimate(values, noticeable=noticeable) if values else None
