"""A comparison of two results as text: a table, and the conclusion in a sentence."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from bench.analysis.compare import Change, Comparison, RatioChange
from bench.report.numbers import factor, number, ratio
from bench.report.sections.section import Column, Line, Table, columns
from bench.report.terminal_table import print_table
from bench.report.words import commit_words, counted
from bench.results.run import Capacity, Results

COLUMNS = (
    *columns("scenario, contender"),
    Column("CPU per request, B ÷ A"),
    *columns("median latency, SQL, blocks"),
)

RATIOS = columns("scenario, CPU ratio, in A, in B, B ÷ A")

# A ratio of counted figures (statements, blocks) that is closer to 1 than 0.5 % reads "same": they have no noise, and
# factors show no third decimal.
SAME = 0.005


def print_comparison(comparison: Comparison, console: Console, *, before: Results, after: Results) -> None:
    for line in header(comparison, before=before, after=after):
        console.print(line, highlight=False, soft_wrap=True)
    compared = [change for change in comparison.changes if not change.not_compared]
    lines = [Line([change.scenario, change.contender, *cells(change)], change.contender) for change in compared]
    print_table(Table("What changed", COLUMNS, lines, keys=2), console)
    if comparison.ratios:
        console.print()
        print_table(Table("The ratios", RATIOS, [_ratio_line(each) for each in comparison.ratios], keys=2), console)
    for change in comparison.changes:
        if change.not_compared:
            words = f"not compared: {change.scenario} of {change.contender}: {change.not_compared}"
            console.print(Text(words, "yellow"))
    for line in [*capacities(comparison), verdict(comparison), *verdict_of_ratios(comparison)]:
        console.print(line, highlight=False, soft_wrap=True)


def header(comparison: Comparison, *, before: Results, after: Results) -> Iterator[str]:
    for name, results in (("A", before), ("B", after)):
        run = results.conditions
        yield f"{name}: {run.created}, {commit_words(run)}, {run.rows:,} customers, {run.mode} mode"
    for difference in comparison.differences:
        yield f"[yellow]different:[/] {difference}"


def _ratio_line(each: RatioChange) -> Line:
    cells = [each.scenario, _names(each), ratio(each.before), ratio(each.after), ratio(each.change)]
    return Line(cells, each.contender)


def _names(each: RatioChange) -> str:
    return f"{each.baseline} ÷ {each.contender}"


def cells(change: Change) -> list[str]:
    return [
        ratio(change.cpu),
        ratio(change.median),
        counted_change(change.statements),
        counted_change(change.blocks),
    ]


def counted_change(ratio: float | None) -> str:
    if ratio is None:
        return "–"
    return "same" if abs(ratio - 1) < SAME else factor(ratio)


def capacities(comparison: Comparison) -> Iterator[str]:
    for one, other in comparison.capacities:
        yield f"Capacity of {one.contender}: {_carried(one)} and {_carried(other)} iterations a second (no interval)."


def _carried(capacity: Capacity) -> str:
    met = capacity.highest_met
    return number(met.offered_per_s) if met else "none within the objective"


def verdict(comparison: Comparison) -> str:
    """`No clear difference in 11 of 12 cells; more CPU: list of naive 1.10× [1.08–1.12].`"""
    parts = [_no_difference(comparison.clear, comparison.compared, noun="cell")]
    for words, more in (("more CPU", True), ("less CPU", False)):
        found = [each for each in comparison.clear if each.cpu and (each.cpu.value > 1) is more]
        if found:
            parts.append(f"{words}: " + ", ".join(f"{e.scenario} of {e.contender} {ratio(e.cpu)}" for e in found))
    if missing := len(comparison.changes) - len(comparison.compared):
        parts.append(f"{missing} not compared")
    return "; ".join(parts) + f". Clear is what is at least {comparison.noticeable:.3g}× apart, its interval without 1."


def _no_difference(clear: Sequence[object], compared: Sequence[object], *, noun: str) -> str:
    return f"No clear difference in {len(compared) - len(clear)} of {counted(len(compared), noun)}"


def verdict_of_ratios(comparison: Comparison) -> Iterator[str]:
    """`No clear difference in 8 of 9 ratios; list, naive ÷ optimized: 1.10× [1.08–1.12].`"""
    if not comparison.ratios:
        return
    clear = [each for each in comparison.ratios if each.change.clear]
    words = _no_difference(clear, comparison.ratios, noun="ratio")
    if clear:
        yield f"{words}; " + ", ".join(f"{e.scenario}, {_names(e)}: {ratio(e.change)}" for e in clear) + "."
    elif comparison.clear:
        yield f"{words}: all contenders changed alike, as on a machine that is faster or slower than it was."
    else:
        yield f"{words}."
