"""The factors of a ladder: the CPU per request of one contender over that of another, within each round."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.analysis.ratios import cpu_ratio
from bench.analysis.rows import noise
from bench.analysis.statistics import Estimate
from bench.results.run import Results, Rung


def steps(results: Results) -> list[Rung]:
    """The rungs of the ladder from the lowest one up, without services that lack a change."""
    return [rung for rung in results.ladder if not rung.left_out]


def ends(results: Results) -> list[str]:
    """Contenders between which a reader wants the sums: the lowest rung, the one with every change that keeps its
    framework, and the highest. Several rungs above one are beside each other, and none of them is the highest."""
    rungs = steps(results)
    lowest = highest = rungs[0].contender
    while len(above := [rung.contender for rung in rungs if rung.below == highest]) == 1:
        [highest] = above
    whole = [rung.contender for rung in rungs if rung.whole]
    return list(dict.fromkeys([lowest, *whole, highest]))


def factor(results: Results, scenario: str, *, over: str, under: str) -> Estimate | None:
    """CPU of `over` divided by that of `under`. None where no round is valid for both."""
    cpu_floor, _ = noise(results)
    return cpu_ratio(results.cells_of(scenario, over), results.cells_of(scenario, under), noticeable=cpu_floor)


def bought(results: Results, rung: Rung, *, scenario: str) -> Estimate | None:
    """By how much the rung needs less than the one below."""
    return factor(results, scenario, over=rung.below, under=rung.contender) if rung.below else None


def together(results: Results, rung: Rung, *, scenario: str) -> Estimate | None:
    """By how much it needs less than the lowest rung."""
    lowest = results.ladder[0].contender
    return factor(results, scenario, over=lowest, under=rung.contender) if rung.below else None


@dataclass(frozen=True, slots=True)
class Lack:
    """The service with all changes, and the same service without one of them."""

    change: str
    """The name of its rung."""
    without: str
    """The contender that lacks it."""
    whole: str
    superseded_by: str = ""

    def lost(self, results: Results, scenario: str) -> Estimate | None:
        """By how much it needs more than with all of them."""
        return factor(results, scenario, over=self.without, under=self.whole)

    def is_superseded(self, results: Results) -> bool:
        """A later change makes the missing one needless, and no figure contradicts."""
        found = [self.lost(results, scenario.name) for scenario in results.scenarios]
        return bool(self.superseded_by) and not any(each and each.clear and each.value > 1 for each in found)


def lacks(results: Results) -> list[Lack]:
    """In the order of the changes; none without leave-one-out."""
    return list(_lacks(results))


def _lacks(results: Results) -> Iterator[Lack]:
    missing = [rung for rung in results.ladder if rung.left_out]
    for rung in missing:
        yield Lack(rung.left_out, rung.contender, rung.below, rung.superseded_by)
    for whole in (rung for rung in results.ladder if rung.whole and missing):
        # Without its last change the whole is the rung below, if that was measured.
        if whole.contender not in {rung.left_out for rung in missing}:
            yield Lack(whole.contender, whole.below, whole.contender)


def size_bytes(rung: Rung) -> int | None:
    """Of tables and indexes."""
    if rung.table_bytes is None or rung.index_bytes is None:
        return None
    return rung.table_bytes + rung.index_bytes


def added_bytes(results: Results, rung: Rung) -> int | None:
    """Compared with the database of the rung below."""
    below = next((size_bytes(each) for each in results.ladder if each.contender == rung.below), None)
    mine = size_bytes(rung)
    return None if below is None or mine is None else mine - below
