"""The results of each scenario: CPU, latency and SQL of every contender, and the ratios to the baseline."""

from bench.analysis.overall import overall
from bench.analysis.rows import Row, rows
from bench.report.figures.factors import factors
from bench.report.numbers import UNKNOWN, ratio
from bench.report.sections.section import Column, Finding, Line, Section, Table, columns
from bench.report.words import figure_words, load_words, notes, overall_words, verdict_words
from bench.results.run import Results

CPU = "busy CPU ms per request"
FIGURES = (
    Column("p50", "latency, ms", "p50 ms"),
    Column("p95", "latency, ms", "p95 ms"),
    Column("n", "latency, ms", "n"),
    Column("service", CPU, "service CPU ms"),
    Column("database", CPU, "database CPU ms"),
    Column("cache", CPU, "cache CPU ms"),
    Column("total", CPU, "total CPU ms", strong=True),
    Column("SQL", "per request"),
    Column("blocks", "per request"),
    Column("kB", "per request"),
)
COLUMNS = (
    *columns("scenario, contender"),
    *FIGURES,
    Column("CPU", "baseline ÷ contender", "CPU ratio", strong=True, said=True),
    Column("latency", "baseline ÷ contender", "latency ratio", said=True),
    Column("valid", words=True, said=True),
)


def scenarios_section(results: Results) -> Section:
    table = rows(results)
    baseline = results.contenders[0].name
    return Section(
        heading="By how much",
        findings=[Finding(f"{overall_words(mean, baseline)}.", mean.contender.name) for mean in overall(results)],
        figure=lambda: factors(results),
        tables=[
            Table(
                title="Every scenario and contender, all rounds together",
                columns=COLUMNS,
                lines=[_line(row, baseline) for row in table],
                keys=2,
                groups={each.name: f"{each.title}; {load_words(each)}" for each in results.scenarios},
            )
        ],
        notes=[f"Ratios: {baseline} ÷ contender, so above 1 the contender is better.", *notes(results, table)],
        notes_heading="What the columns mean",
    )


def _line(row: Row, baseline: str) -> Line:
    figures = figure_words(row, row.figures) if row.figures else [UNKNOWN] * len(FIGURES)
    ratios = ["baseline"] * 2 if row.contender.name == baseline else [ratio(row.cpu_ratio), ratio(row.latency_ratio)]
    return Line(
        cells=[row.scenario.name, row.contender.name, *figures, *ratios, row.remark or "yes"],
        contender=row.contender.name,
        said=verdict_words(row) if row.cpu_ratio or row.latency_ratio else "",
        remark=row.remark or "",
        valid=row.valid,
    )
