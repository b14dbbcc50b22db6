"""Requests a second that one busy core serves."""

from bench.analysis.rows import rows
from bench.report.numbers import number, requests_per_core
from bench.report.sections.section import Column, Line, Section, Table
from bench.report.words import total_cpu
from bench.results.run import Results

UNIT = "requests/s per core"


def per_core_section(results: Results) -> Section:
    names = [contender.name for contender in results.contenders]
    columns = [Column("scenario", words=True), *(Column(name, UNIT, f"{name}, {UNIT}") for name in names)]
    table = rows(results)
    lines = []
    for scenario in results.scenarios:
        totals = [total_cpu(row) for row in table if row.scenario == scenario]
        lines.append(Line([scenario.name, *(number(total and requests_per_core(total)) for total in totals)]))
    sentence = "What the busy CPU time means: requests a second that one core serves (1000 / CPU ms)."
    return Section("Requests per core", sentence, tables=[Table("Requests per core", columns, lines)])
