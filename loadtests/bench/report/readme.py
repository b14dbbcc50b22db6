"""The part of a README between two markers: the short table of one result."""

from dataclasses import replace
from pathlib import Path

from bench.analysis.overall import overall
from bench.analysis.rows import Row, rows_of
from bench.errors import BenchError
from bench.report.markdown import escaped, grid, section_parts
from bench.report.numbers import count, number, ratio
from bench.report.sections.capacity import capacity_section
from bench.report.sections.classic import classic_section
from bench.report.sections.idle import idle_section
from bench.report.sections.own_rates import own_rates_section
from bench.report.sections.section import Column
from bench.report.words import brackets_words, conditions_words, load_words, overall_words, percentiles
from bench.results.run import Results, Scenario

BEGIN, END = "<!-- results -->", "<!-- /results -->"


def put_between_markers(results: Results, readme: Path) -> bool:
    """Puts the short table between the markers of `readme`; False, and nothing written, where there are none."""
    if not readme.exists():
        return False
    text = readme.read_text(encoding="utf-8")
    if BEGIN not in text:
        return False
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise BenchError(f"{readme} has {BEGIN} and no {END} behind it. Put it where the table ends.")
    readme.write_text(f"{before}{BEGIN}\n{short_table(results)}\n{END}{after}", encoding="utf-8")
    return True


def short_table(results: Results) -> str:
    """A line for each scenario, then the short sections; results.md has all the rest."""
    baseline, *others = (contender.name for contender in results.contenders)
    columns = [Column("scenario", words=True)]
    for heading in ("CPU ms a request", "p50 ms", "SQL statements"):
        columns += [Column(f"{contender.name}: {heading}") for contender in results.contenders]
    for heading in ("CPU", "latency"):
        columns += [Column(f"{heading}: {baseline} ÷ {name}") for name in others]
    words = [
        "CPU: user and system time of service, database and cache together, at the same offered rate.",
        brackets_words(results.conditions.rounds),
        "; ".join(f"`{each.name}`: {each.title} ({load_words(each)})" for each in results.scenarios) + ".",
    ]
    capacity = capacity_section(results)
    short = [
        idle_section(results),
        own_rates_section(results),
        replace(capacity, figure=None, tables=(), notes=()) if capacity else None,
        classic_section(results),
    ]
    parts = [
        " · ".join(conditions_words(results)),
        grid(columns, [line(results, scenario) for scenario in results.scenarios]),
        *(f"**{overall_words(mean, baseline)}.**" for mean in overall(results)),
        escaped(" ".join(words)),
    ]
    for section in filter(None, short):
        headed = replace(section, sentence=f"**{section.heading}.** {section.sentence}".strip())
        parts += section_parts(headed)
    return "\n\n".join(parts)


def line(results: Results, scenario: Scenario) -> list[str]:
    table = rows_of(results, scenario)
    others = [row for row in table if row.contender != results.contenders[0]]
    return [
        f"`{scenario.name}`",
        *(cpu(row) for row in table),
        *(percentiles(row)[0] if row.latency_valid else "invalid" for row in table),
        *(count(row.figures.sql_statements if row.figures else None) for row in table),
        *(ratio(row.cpu_ratio) for row in others),
        *(ratio(row.latency_ratio) for row in others),
    ]


def cpu(row: Row) -> str:
    if row.figures is None:
        return "not measured"
    return number(row.figures.cpu_ms.total) if row.valid else "invalid"
