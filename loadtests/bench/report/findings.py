"""One sentence for each figure: the titles of the pictures and the first lines of the page."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from bench.analysis.ladder import ends
from bench.analysis.ladder import factor as factor_of
from bench.analysis.overall import overall
from bench.analysis.rows import rows
from bench.analysis.slopes import slopes
from bench.report.numbers import duration, factor, number, requests_per_core
from bench.results.run import Capacity, Contender, Results


def cpu_finding(results: Results) -> str:
    """`optimized needs 1.24× to 600× less CPU per request than naive in 7 of 9 scenarios and more in 1`."""
    baseline, leader = results.contenders[0], leading_contender(results)
    if leader is None:
        return "No scenario gives a valid CPU ratio"
    found = [row.cpu_ratio for row in rows(results) if row.contender == leader and row.cpu_ratio]
    less = [estimate.value for estimate in found if estimate.clear and estimate.value > 1]
    more = [1 / estimate.value for estimate in found if estimate.clear and estimate.value < 1]
    if not less and not more:
        return f"No clear difference between the CPU per request of {leader.name} and {baseline.name}"
    than = f"CPU per request than {baseline.name}"
    if not less:
        return f"{leader.name} needs {span(more, factor)} more {than}{share(more, results)}"
    exception = f" and more in {len(more)}" if more else ""
    return f"{leader.name} needs {span(less, factor)} less {than}{share(less, results)}{exception}"


def latency_finding(results: Results) -> str:
    """`The median answer takes optimized 0.694 ms to 1.49 ms and naive 5.25 ms to 90.7 ms in 5 of 9 scenarios`."""
    baseline, leader = results.contenders[0], leading_contender(results) or results.contenders[-1]
    ours, theirs = medians(results, leader), medians(results, baseline)
    known = [scenario for scenario in ours if scenario in theirs]
    if not known or leader == baseline:
        return "How long the answers took, by scenario"
    takes = " and ".join(
        f"{contender.name} {span([times[scenario] for scenario in known], duration)}"
        for contender, times in ((leader, ours), (baseline, theirs))
    )
    return f"The median answer takes {takes}{share(known, results)}"


def capacity_finding(results: Results) -> str:
    """`Requests a second of mixed, 99 % of them within 250 ms: naive 9.10, optimized at least 1,322`."""
    first = results.capacity[0]
    carried = ", ".join(f"{each.contender} {carried_words(each)}" for each in results.capacity)
    return f"Requests a second of {first.scenario}, 99 % of them within {first.objective.p99_ms:g} ms: {carried}"


def cost_finding(results: Results) -> str:
    """`A core serves so many requests a second of mixed: 31 on naive, 2,310 on optimized`."""
    first = results.capacity[0]
    table = {row.contender.name: row for row in rows(results) if row.scenario.name == first.scenario}
    served = [
        f"{number(requests_per_core(row.figures.cpu_ms.total))} on {name}"
        for name, row in table.items()
        if row.figures and row.valid
    ]
    return f"A core serves so many requests a second of {first.scenario}: {', '.join(served) or 'not measured'}"


def carried_words(capacity: Capacity) -> str:
    met = capacity.highest_met
    return f"{'' if capacity.bounded else 'at least '}{number(met.requests_per_s)}" if met else "none"


def growth_finding(curve: Results) -> str:
    """`CPU per request grows with the table in 6 of 9 scenarios of naive, in 0 of 9 of optimized`."""
    found = [slope for slope in slopes(curve) if (slope.axis, slope.figure) == ("rows", "CPU")]
    counts: list[str] = []
    for name in dict.fromkeys(slope.contender for slope in found):
        mine = [slope.grows for slope in found if slope.contender == name]
        counts.append(f"in {sum(mine)} of {len(mine)} {'of' if counts else 'scenarios of'} {name}")
    return (
        f"CPU per request grows with the table {', '.join(counts)}" if counts else "What a request costs as tables grow"
    )


def ladder_finding(results: Results) -> str:
    """`From naive to tuned a request needs 1.26× to 480× less CPU in 6 of 7 scenarios; from tuned to optimized …`."""
    found = [f"from {one} to {other} {_less(results, over=one, under=other)}" for one, other in pairwise(ends(results))]
    words = "; ".join(found)
    return f"{words[:1].upper()}{words[1:]}"


def _less(results: Results, *, over: str, under: str) -> str:
    every = [factor_of(results, scenario.name, over=over, under=under) for scenario in results.scenarios]
    if not any(every):
        return "no factor is known"
    less = [each.value for each in every if each and each.clear and each.value > 1]
    more = [1 / each.value for each in every if each and each.clear and each.value < 1]
    words = [f"{span(less, factor)} less CPU{share(less, results)}"] if less else []
    words += [f"{span(more, factor)} more{' CPU' if not less else ''}{share(more, results)}"] if more else []
    return f"a request needs {' and '.join(words)}" if words else "no scenario shows a clear difference"


def leading_contender(results: Results) -> Contender | None:
    """The contender with the largest geometric mean of CPU ratios; titles speak of it and the baseline."""
    means = [(mean.cpu, mean.contender) for mean in overall(results) if mean.cpu]
    return max(means, key=lambda mean: mean[0])[1] if means else None


def medians(results: Results, contender: Contender) -> dict[str, float]:
    """Medians in ms by scenario, as far as the number of answers allows one."""
    mine = (row for row in rows(results) if row.contender == contender)
    return {row.scenario.name: row.latency.p50_ms for row in mine if row.latency.p50_ms}


def span(values: Sequence[float], words: Callable[[float], str]) -> str:
    low, high = words(min(values)), words(max(values))
    return low if low == high else f"{low} to {high}"


def share(found: Sequence[object], results: Results) -> str:
    """` in 5 of 9 scenarios`; empty if it is all of them."""
    every = len(results.scenarios)
    return "" if len(found) == every else f" in {len(found)} of {every} scenarios"
