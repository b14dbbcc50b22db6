"""The part of a README between two markers: the short table of a run, or the tables of a ladder."""

from pathlib import Path

from bench.analysis.rows import Row, rows_of
from bench.analysis.statistics import NOTICEABLE, Estimate
from bench.errors import BenchError
from bench.report.findings import ladder_finding
from bench.report.markdown import escaped, grid, listed, picture, table_of
from bench.report.numbers import UNKNOWN, count, factor, number, ratio
from bench.report.sections.capacity import capacity_words
from bench.report.sections.ladder import steps_section, without_section
from bench.report.sections.ladder_costs import costs_section
from bench.report.sections.section import Column, Section
from bench.report.words import conditions_words, cpu_words, median_words, spread_words
from bench.results.run import Contender, Results, Scenario

# The lines of the table, in this order.
IN_A_USERS_WORDS = {
    "detail": "one customer",
    "list": "one of the first 20 pages",
    "deep_page": "a page in the middle",
    "filter": "a filter",
    "search": "a search",
    "write": "a write",
}

BEGIN, END = "<!-- results -->", "<!-- /results -->"


def put_between_markers(results: Results, readme: Path) -> bool:
    """Puts the tables between the markers of `readme`; False, and nothing written, where there are none."""
    if not readme.exists():
        return False
    text = readme.read_text(encoding="utf-8")
    if BEGIN not in text:
        return False
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise BenchError(f"{readme} has {BEGIN} and no {END} behind it. Put it where the table ends.")
    readme.write_text(f"{before}{BEGIN}\n{tables(results)}\n{END}{after}", encoding="utf-8")
    return True


def tables(results: Results) -> str:
    return ladder_tables(results) if results.kind == "ladder" else short_table(results)


def ladder_tables(results: Results) -> str:
    """What a rung changes, buys and costs, and what is lost without it; ladder.md has all the rest."""
    first = steps_section(results)
    parts = [f"**{escaped(first.sentence)}**", picture("../media/ladder", ladder_finding(results)), *_tables(first)]
    for section in (without_section(results), costs_section(results)):
        if section:
            parts += [escaped(section.sentence), *_tables(section)]
    return "\n\n".join([*parts, " · ".join(conditions_words(results))])


def _tables(section: Section) -> list[str]:
    return [*map(table_of, section.tables), *([listed(section.notes)] if section.notes else [])]


def short_table(results: Results) -> str:
    """A line for each scenario in a user's words; results.md has all the rest."""
    baseline, *others = (contender.name for contender in results.contenders)
    columns = [Column("a request", words=True)]
    for heading in ("CPU ms", "median", "SQL statements"):
        columns += [Column(f"{contender.name}: {heading}") for contender in results.contenders]
    columns += [Column(f"CPU: {baseline} ÷ {name}") for name in others]
    asked = [scenario for name in IN_A_USERS_WORDS for scenario in results.scenarios if scenario.name == name]
    words = (
        "CPU: user and system time of service, database and cache together while they are busy. Median: one user, one "
        f"request at a time. In brackets: {spread_words(results.conditions.rounds)}."
    )
    return "\n\n".join(
        [
            *(f"**{escaped(words)}**" for words in answers(results)),
            grid(columns, [line(results, scenario) for scenario in asked]),
            escaped(words),
            *(escaped(f"{capacity_words(capacity)}.") for capacity in results.capacity),
            " · ".join(conditions_words(results)),
        ]
    )


def answers(results: Results) -> list[str]:
    """`With 300,000 customers, CPU of optimized compared with naive: one customer 5.00× less, …`, one a contender."""
    return [words for other in results.contenders[1:] if (words := _answer(results, other))]


def _answer(results: Results, contender: Contender) -> str:
    found = [
        f"{IN_A_USERS_WORDS[scenario.name]} {compared(row.cpu_ratio)}"
        for name in IN_A_USERS_WORDS
        for scenario in results.scenarios
        if scenario.name == name
        for row in rows_of(results, scenario)
        if row.contender == contender and row.cpu_ratio
    ]
    if not found:
        return ""
    *first, last = found
    every = f"{', '.join(first)}, and {last}" if first else last
    baseline = results.contenders[0].name
    return f"With {results.conditions.rows:,} customers, CPU of {contender.name} compared with {baseline}: {every}."


def compared(estimate: Estimate) -> str:
    """`34.4× less`, `1.50× more`, `no clear difference`."""
    if not estimate.clear:
        return "no clear difference"
    return f"{factor(estimate.value)} less" if estimate.value > 1 else f"{factor(1 / estimate.value)} more"


def line(results: Results, scenario: Scenario) -> list[str]:
    table = rows_of(results, scenario)
    return [
        IN_A_USERS_WORDS[scenario.name],
        *(cpu(row) for row in table),
        *(median_beside(row, table[0]) for row in table),
        *(count(row.figures.sql_statements if row.figures else None) for row in table),
        *(verdict(row) for row in table[1:]),
    ]


def median_beside(row: Row, baseline: Row) -> str:
    """`1.69 ms`; where it is at least 5 % higher than the baseline's, `4.10 ms, slower`."""
    own, other = row.latency.p50_ms, baseline.latency.p50_ms
    slower = own and other and own >= other * NOTICEABLE
    return f"{median_words(row)}, slower" if slower else median_words(row)


def verdict(row: Row) -> str:
    """`124× [118–131]`; where the contender needs more, `1.50× more CPU [1.31–1.62]`."""
    if row.cpu_ratio is None:
        return UNKNOWN
    if row.cpu_ratio.clear and row.cpu_ratio.value < 1:
        return cpu_words(row.cpu_ratio)
    return ratio(row.cpu_ratio)


def cpu(row: Row) -> str:
    if row.figures is None:
        return "not measured"
    return number(row.figures.cpu_ms.total) if row.valid else "invalid"
