"""The part of a README between two markers: the short table of one result."""

from pathlib import Path

from bench.analysis.overall import overall
from bench.analysis.rows import Row, rows_of
from bench.errors import BenchError
from bench.report.load import IDLE, OWN_RATE, OWN_RATE_HEADINGS, capacity_words, idle_lines, own_rate_lines
from bench.report.markdown import classic_table, escaped, grid, lines_grid
from bench.report.numbers import count, number, ratio
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
    """A line for each scenario: what a reader needs to decide; all the rest stands in results.md."""
    baseline, *others = (contender.name for contender in results.contenders)
    columns = [("scenario", ":--")]
    for heading in ("CPU ms a request", "p50 ms", "SQL statements"):
        columns += [(f"{contender.name}: {heading}", "--:") for contender in results.contenders]
    for heading in ("CPU", "latency"):
        columns += [(f"{heading}: {baseline} ÷ {name}", "--:") for name in others]
    lines = [line(results, scenario) for scenario in results.scenarios]
    means = [f"**{overall_words(mean, baseline)}.**" for mean in overall(results)]
    words = [
        "CPU: user and system time of service, database and cache together, at the same offered rate.",
        brackets_words(results.conditions.rounds),
        "; ".join(f"`{each.name}`: {each.title} ({load_words(each)})" for each in results.scenarios) + ".",
    ]
    parts = [
        " · ".join(conditions_words(results)),
        grid(columns, lines),
        "\n\n".join(means),
        escaped(" ".join(words)),
        f"{IDLE} {'; '.join(idle_lines(results))}." if results.idle else "",
        f"{OWN_RATE}\n\n{lines_grid(OWN_RATE_HEADINGS, own_rate_lines(results))}" if results.own_rate else "",
        "\n".join(f"- **{capacity_words(each)}.**" for each in results.capacity),
        classic_table(results),
    ]
    return "\n\n".join(part for part in parts if part)


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
