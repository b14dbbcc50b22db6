"""The results as Markdown tables, for results.md and the README."""

from collections.abc import Sequence

from bench.analysis.overall import overall
from bench.analysis.rows import Row, rows
from bench.report.classic import CLASSIC_HEADINGS, classic_lines
from bench.report.efficiency import UNIT, efficiency_lines
from bench.report.load import (
    CAPACITY_HEADINGS,
    IDLE,
    LEFT,
    OWN_RATE,
    OWN_RATE_HEADINGS,
    Lines,
    capacity_lines,
    capacity_note,
    capacity_words,
    idle_lines,
    own_rate_lines,
)
from bench.report.numbers import UNKNOWN, ratio
from bench.report.words import CLASSIC, PER_CORE, figure_words, load_words, notes, overall_words
from bench.results.run import Results

COLUMNS = (
    ("scenario", ":--"),
    ("contender", ":--"),
    ("p50 ms", "--:"),
    ("p95 ms", "--:"),
    ("p99 ms", "--:"),
    ("service CPU ms", "--:"),
    ("database CPU ms", "--:"),
    ("cache CPU ms", "--:"),
    ("**total CPU ms**", "--:"),
    ("SQL", "--:"),
    ("blocks", "--:"),
    ("kB", "--:"),
    ("k6's CPU", "--:"),
    ("**CPU ratio**", "--:"),
    ("latency ratio", "--:"),
    ("valid", ":--"),
)
TOTAL = 6  # of the figures' words, which begin behind the contender


def markdown_table(results: Results) -> str:
    """The results table, the geometric means beside it, what the columns mean, and what a core serves."""
    table = rows(results)
    baseline = results.contenders[0].name
    means = [f"**{overall_words(mean, baseline)}.**" for mean in overall(results)]
    ratios = f"Ratios: {baseline} ÷ contender, so above 1 the contender is better."
    scenarios = [f"`{each.name}`: {each.title}; {load_words(each)}." for each in results.scenarios]
    parts = [
        grid(COLUMNS, [cells(row, baseline) for row in table]),
        "\n\n".join(means),
        "\n".join(f"- {escaped(note)}" for note in [ratios, *notes(results, table), *scenarios]),
        *load(results),
        PER_CORE,
        efficiency(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def load(results: Results) -> list[str]:
    """What requests cost at other rates than the common one, as far as it was measured."""
    parts: list[str] = []
    if results.idle:
        parts += [IDLE, "\n".join(f"- {line}" for line in idle_lines(results))]
    if results.own_rate:
        parts += [OWN_RATE, lines_grid(OWN_RATE_HEADINGS, own_rate_lines(results))]
    if results.capacity:
        parts += ["\n".join(f"- **{capacity_words(each)}.**" for each in results.capacity)]
        parts += [lines_grid(CAPACITY_HEADINGS, capacity_lines(results)), escaped(capacity_note(results) or "")]
    return parts


def lines_grid(headings: Sequence[str], lines: Lines) -> str:
    return grid([(heading, ":--" if heading in LEFT else "--:") for heading in headings], lines)


def cells(row: Row, baseline: str) -> list[str]:
    if row.figures is None:
        measured = [UNKNOWN] * 11
    else:
        measured = figure_words(row, row.figures)
        measured[TOTAL] = f"**{measured[TOTAL]}**"
    if row.contender.name == baseline:
        ratios = ["baseline", "baseline"]
    else:
        ratios = [f"**{ratio(row.cpu_ratio)}**" if row.cpu_ratio else UNKNOWN, ratio(row.latency_ratio)]
    return [row.scenario.name, row.contender.name, *measured, *ratios, row.remark or "yes"]


def efficiency(results: Results) -> str:
    columns = [(f"{contender.name}, {UNIT}", "--:") for contender in results.contenders]
    return grid([("scenario", ":--"), *columns], list(efficiency_lines(results)))


def classic_table(results: Results) -> str:
    """The closed profile of many comparisons; empty if it did not run."""
    if not results.classic:
        return ""
    return f"{CLASSIC}\n\n{lines_grid(CLASSIC_HEADINGS, list(classic_lines(results)))}"


def grid(columns: Sequence[tuple[str, str]], lines: Sequence[Sequence[str]]) -> str:
    head = [[heading for heading, _ in columns], [alignment for _, alignment in columns]]
    return "\n".join(f"| {' | '.join(escaped(cell) for cell in line)} |" for line in [*head, *lines])


def escaped(text: str) -> str:
    """A reason may hold any character, and a bar would end its cell."""
    return text.replace("|", "\\|")
