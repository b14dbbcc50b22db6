"""What each change of a ladder buys, and what is lost without it."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from bench.analysis.ladder import Lack, bought, lacks, steps, together
from bench.analysis.rows import kinds_of_reasons
from bench.analysis.statistics import Estimate
from bench.report.figures.ladder import ladder
from bench.report.findings import ladder_finding
from bench.report.numbers import UNKNOWN, factor, interval
from bench.report.sections.ladder_costs import RUNG, costs_section, cpu_section, scenario_columns
from bench.report.sections.section import Column, Line, Section, Table
from bench.report.words import spread_words, turned_around
from bench.results.run import Results, Rung

CHANGE = Column("what changes", words=True, said=True)
LACKS = (Column("without", words=True), Column("remark", words=True, said=True))
type Factor = Callable[..., Estimate | None]
"""Of the results, a rung and a `scenario`."""
ORDER = (
    "A factor compares neighbours within a round. The order of the ladder decides it: an index that comes after a "
    "cache buys less."
)


def ladder_sections(results: Results | None) -> list[Section]:
    if results is None or not results.ladder:
        return []
    found = [
        steps_section(results),
        together_section(results),
        without_section(results),
        cpu_section(results),
        costs_section(results),
    ]
    return [section for section in found if section]


def steps_section(results: Results) -> Section:
    rungs = steps(results)
    lines = [
        Line([rung.contender, rung.change, *_factors(results, rung, of=bought)], said=rung.change) for rung in rungs
    ]
    doubt = "Unclear: no clear difference, because it is less than 5 % or the interval covers 1."
    columns = (RUNG, CHANGE, *scenario_columns(results))
    return Section(
        "The ladder",
        f"{ladder_finding(results)}.",
        figure=partial(ladder, results),
        tables=[Table("Each rung: times less CPU per request than the rung below", columns, lines)],
        notes=[
            ORDER,
            *(f"{rung.contender} is compared with {rung.below}." for rung in _beside(rungs)),
            f"In brackets: {spread_words(results.conditions.rounds)}. {doubt}",
            *_invalid(results),
        ],
        notes_heading="How to read the factors",
    )


def together_section(results: Results) -> Section:
    lowest = results.ladder[0].contender
    lines = [Line([rung.contender, *_factors(results, rung, of=together)]) for rung in steps(results)]
    table = Table(f"Each rung: times less CPU per request than {lowest}", (RUNG, *scenario_columns(results)), lines)
    return Section(f"All changes since {lowest}", tables=[table])


def without_section(results: Results) -> Section | None:
    found = lacks(results)
    if not found:
        return None
    whole = found[0].whole
    return Section(
        f"{whole} without one change",
        f"Times more CPU per request that {whole} needs when this change alone is missing. The order of the ladder "
        "does not matter here.",
        tables=[
            Table(
                f"{whole} without one change",
                (*LACKS, *scenario_columns(results)),
                [_lack(results, lack) for lack in found],
            )
        ],
    )


def _factors(results: Results, rung: Rung, *, of: Factor) -> Iterator[str]:
    for scenario in results.scenarios:
        yield step_words(of(results, rung, scenario=scenario.name)) if rung.below else "the lowest"


def _lack(results: Results, lack: Lack) -> Line:
    words = f"superseded by {lack.superseded_by}" if lack.is_superseded(results) else ""
    cells = [step_words(lack.lost(results, scenario.name), below_1="less") for scenario in results.scenarios]
    return Line([lack.change, words, *cells], said=words)


def _beside(rungs: Sequence[Rung]) -> list[Rung]:
    """Those that are not compared with the rung of the line above."""
    return [rung for above, rung in pairwise(rungs) if rung.below != above.contender]


def _invalid(results: Results) -> Iterator[str]:
    """`naive, search: 2 of 6 rounds are invalid: …`."""
    for scenario in results.scenarios:
        for contender in results.contenders:
            cells = results.cells_of(scenario.name, contender.name)
            if wrong := [cell for cell in cells if not cell.valid]:
                reasons = "; ".join(kinds_of_reasons(wrong))
                yield f"{contender.name}, {scenario.name}: {len(wrong)} of {len(cells)} rounds are invalid: {reasons}"


def step_words(estimate: Estimate | None, *, below_1: str = "more") -> str:
    """`4.21× [4.1–4.3]`, `unclear [0.97–1.03]`, or, of a ratio below 1, `1.50× more [1.31–1.62]`."""
    if estimate is None:
        return UNKNOWN
    if not estimate.clear:
        return f"unclear {interval(estimate)}"
    if estimate.value > 1:
        return f"{factor(estimate.value)} {interval(estimate)}"
    turned = turned_around(estimate)
    return f"{factor(turned.value)} {below_1} {interval(turned)}"
