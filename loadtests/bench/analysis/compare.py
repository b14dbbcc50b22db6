"""`bench compare A B`: the changes from one result to another, and how sure they are.

Both runs asked the same questions in the same rounds (equal seeds), so their rounds are pairs: the CPU of the rounds in
B over that of the same rounds in A, with the interval of resampled rounds. A ratio above 1 means that B needs more.
Contenders are compared by name.

A machine that is slower today makes every contender dearer. The ratio between two contenders of one run does not move
with it, so these ratios are compared too.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.analysis.likeness import other_structures, unlike
from bench.analysis.ratios import common_rounds, cpu_ratio
from bench.analysis.statistics import NOTICEABLE, Estimate, estimate, ratio_of_products, ratio_of_sums, ratios
from bench.errors import BenchError
from bench.results.run import Capacity, Cell, Results, Scenario

# Iterations a second. k6 offers no smaller steps.
SAME_RATE = 0.1


@dataclass(frozen=True, slots=True)
class Change:
    """One scenario on one contender, B over A. A figure is None where it was not measured in both."""

    scenario: str
    contender: str
    cpu: Estimate | None = None
    median: Estimate | None = None
    """Of the times of one and the same question, one user, one request at a time. None in scenarios without pairs."""
    statements: float | None = None
    """For one request. pg_stat_statements counts them, so they have no noise; only other questions change them."""
    blocks: float | None = None
    not_compared: str | None = None
    """The reason if there is no figure."""


@dataclass(frozen=True, slots=True)
class RatioChange:
    """CPU per request of the baseline over that of the contender, in one scenario."""

    scenario: str
    baseline: str
    contender: str
    before: Estimate
    after: Estimate
    change: Estimate
    """After over before."""


@dataclass(frozen=True, slots=True)
class Comparison:
    changes: Sequence[Change]
    ratios: Sequence[RatioChange]
    """Of the scenarios whose cells are valid for both contenders in both results."""
    capacities: Sequence[tuple[Capacity, Capacity]]
    differences: Sequence[str]
    """Conditions that differ: the structures, and those that --anyway accepted."""
    noticeable: float
    """Ratios closer to 1 are no clear difference."""

    @property
    def compared(self) -> list[Change]:
        return [change for change in self.changes if change.cpu]

    @property
    def clear(self) -> list[Change]:
        return [change for change in self.compared if change.cpu and change.cpu.clear]


def compare(before: Results, after: Results, *, anyway: bool = False) -> Comparison:
    differences = unlike(before, after)
    if differences and not anyway:
        raise BenchError(
            f"These results have different conditions, so a difference would say nothing: {'; '.join(differences)}. "
            "`--anyway` compares them all the same."
        )
    floors = [each.noise_floor.cpu for each in (before, after) if each.noise_floor]
    noticeable = max([NOTICEABLE, *floors])
    return Comparison(
        changes=_changes(before, after, noticeable=noticeable),
        ratios=list(_ratio_changes(before, after, noticeable=noticeable)),
        capacities=_capacities(before, after),
        differences=[*differences, *other_structures(before, after)],
        noticeable=noticeable,
    )


def _changes(before: Results, after: Results, *, noticeable: float) -> list[Change]:
    theirs = {scenario.name: scenario for scenario in after.scenarios}
    contenders = _in_both(before, after)
    if not contenders:
        raise BenchError("These results have no contender in common.")
    found = []
    for mine in before.scenarios:
        reason = _not_compared(mine, theirs.get(mine.name))
        for name in contenders:
            both = _rounds(_cells(before, mine.name, contender=name), _cells(after, mine.name, contender=name))
            if reason or not both:
                found.append(Change(mine.name, name, not_compared=reason or "no round is valid in both"))
            else:
                times = _times(before, mine.name, contender=name), _times(after, mine.name, contender=name)
                found.append(_change(mine.name, name, both=both, times=times, noticeable=noticeable))
    return found


def _ratio_changes(before: Results, after: Results, *, noticeable: float) -> Iterator[RatioChange]:
    theirs = {scenario.name: scenario for scenario in after.scenarios}
    baseline, *contenders = _in_both(before, after)
    for mine in before.scenarios:
        if _not_compared(mine, theirs.get(mine.name)):
            continue
        for contender in contenders:
            names = (baseline, contender)
            rounds = common_rounds(*(each.cells_of(mine.name, name) for each in (before, after) for name in names))
            if rounds:
                yield _ratio_change(mine.name, names, rounds=rounds, noticeable=noticeable)


def _ratio_change(
    scenario: str, names: tuple[str, str], *, rounds: Sequence[tuple[float, ...]], noticeable: float
) -> RatioChange:
    slow, fast, later_slow, later_fast = zip(*rounds, strict=True)
    return RatioChange(
        scenario,
        *names,
        before=ratio_of_sums(slow, fast, noticeable=noticeable),
        after=ratio_of_sums(later_slow, later_fast, noticeable=noticeable),
        change=ratio_of_products([later_slow, fast], [later_fast, slow], noticeable=noticeable),
    )


def _in_both(before: Results, after: Results) -> list[str]:
    theirs = {each.name for each in after.contenders}
    return [each.name for each in before.contenders if each.name in theirs]


def _not_compared(mine: Scenario, theirs: Scenario | None) -> str | None:
    if theirs is None:
        return "measured in one of them only"
    return None if _same_load(mine, theirs) else f"asked at {_load(mine)} and at {_load(theirs)}"


def _change(
    scenario: str,
    contender: str,
    *,
    both: Sequence[tuple[Cell, Cell]],
    times: tuple[Sequence[float], Sequence[float]],
    noticeable: float,
) -> Change:
    first, second = zip(*both, strict=True)
    return Change(
        scenario=scenario,
        contender=contender,
        cpu=cpu_ratio(second, first, noticeable=noticeable),
        median=_estimate(list(zip(*times, strict=False)), noticeable),
        statements=_ratio(both, lambda cell: cell.sql_statements_per_request),
        blocks=_ratio(both, lambda cell: cell.sql_blocks_per_request),
    )


def _same_load(mine: Scenario, theirs: Scenario) -> bool:
    """CPU per request depends on the rate, because the requests share the idle work."""
    if mine.load != theirs.load:
        return False
    if mine.offered_per_s is None or theirs.offered_per_s is None:
        return mine.offered_per_s is theirs.offered_per_s
    return math.isclose(mine.offered_per_s, theirs.offered_per_s, abs_tol=SAME_RATE / 2)


def _load(scenario: Scenario) -> str:
    if scenario.load == "busy":
        return "full use"
    return "one request after the other" if scenario.offered_per_s is None else f"{scenario.offered_per_s:g}/s"


def _cells(results: Results, scenario: str, *, contender: str) -> dict[int, Cell]:
    return {cell.round: cell for cell in results.cells_of(scenario, contender) if cell.valid}


def _rounds(before: dict[int, Cell], after: dict[int, Cell]) -> list[tuple[Cell, Cell]]:
    return [(before[number], after[number]) for number in sorted(before.keys() & after.keys())]


def _times(results: Results, scenario: str, *, contender: str) -> list[float]:
    """Of the scenario's questions, in the order asked, which the seed decides."""
    for pair in results.paired:
        if pair.scenario == scenario and contender in (pair.baseline, pair.contender):
            return [times[contender == pair.contender] for times in pair.pairs_ms]
    return []


def _estimate(pairs: Sequence[tuple[float, float]], noticeable: float) -> Estimate | None:
    usable = [(a, b) for a, b in pairs if a and b]
    if not usable:
        return None
    first, second = zip(*usable, strict=True)
    return estimate(ratios(second, first), noticeable=noticeable)


def _ratio(both: Sequence[tuple[Cell, Cell]], figure: Callable[[Cell], float | None]) -> float | None:
    """The ratio of all rounds together. None if a round has no figure, or if all figures before are 0."""
    first, second = ([figure(cell) for cell in cells] for cells in zip(*both, strict=True))
    if None in first or None in second:
        return None
    total = sum(filter(None, first))
    return sum(filter(None, second)) / total if total else None


def _capacities(before: Results, after: Results) -> list[tuple[Capacity, Capacity]]:
    theirs = {each.contender: each for each in after.capacity}
    return [(each, theirs[each.contender]) for each in before.capacity if each.contender in theirs]
