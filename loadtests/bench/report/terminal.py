"""The results on the terminal: a block for each scenario, a line for each contender.

From 91 columns on it is one table. A narrower terminal gets the columns that it has room for, and the others in a
second table below: nothing is cut off.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bench.analysis.overall import overall
from bench.analysis.rows import Figures, Row, rows
from bench.report.classic import CLASSIC_HEADINGS, classic_lines
from bench.report.efficiency import efficiency_lines
from bench.report.load import (
    CAPACITY_HEADINGS,
    IDLE,
    OWN_RATE,
    OWN_RATE_HEADINGS,
    capacity_lines,
    capacity_note,
    capacity_words,
    idle_lines,
    own_rate_lines,
)
from bench.report.stacked import print_stacked
from bench.report.words import (
    CLASSIC,
    PER_CORE,
    conditions_words,
    figure_words,
    load_words,
    notes,
    overall_words,
    verdict_words,
)
from bench.results.run import Results

type Columns = Sequence[tuple[str, Sequence[str]]]

# Groups of columns. A column is as wide as its heading, so the blanks make room for figures up to 9,999 and a star.
COLUMNS = (
    ("latency, ms", ("   p50", "   p95", "   p99")),
    ("CPU ms per request", ("service", "database", "cache", " total")),
    ("per request", (" SQL", " blocks", "   kB")),
    (" k6's", ("share",)),
)
INDENT = 2
WIDE = 160  # columns; from here the verdict stands beside its line instead of below it


def print_table(results: Results, console: Console) -> None:
    table = rows(results)
    print_scenarios(results, table, console)
    print_notes(console, notes(results, table))
    print_load(results, console)
    print_notes(console, [PER_CORE])
    print_efficiency(results, console)
    if results.classic:
        print_notes(console, [CLASSIC])
        print_stacked(console, CLASSIC_HEADINGS, list(classic_lines(results)))
    print_notes(console, [" · ".join(conditions_words(results))])


def print_scenarios(results: Results, table: Sequence[Row], console: Console) -> None:
    """Each scenario's rows of the table, and the means of all."""
    width = INDENT + max(len(contender.name) for contender in results.contenders)
    for columns in bands(console.width - width):
        for line in headings(columns):
            console.print(" " * width + line, style="bold", highlight=False, soft_wrap=True)
        for scenario in results.scenarios:
            first = columns[0] == COLUMNS[0]
            says = f"  {scenario.title}; {load_words(scenario)}" if first else ""
            console.print(Text.assemble((scenario.name, "bold cyan"), (says, "dim")))
            for row in (row for row in table if row.scenario == scenario):
                print_row(row, columns, width, console)
        console.print()
    baseline = results.contenders[0].name
    for mean in overall(results):
        console.print(Text(overall_words(mean, baseline), "bold"))


def bands(width: int) -> list[Columns]:
    """The groups of columns, as many beside each other as `width` has room for."""
    found: list[list[tuple[str, Sequence[str]]]] = [[]]
    for group in COLUMNS:
        if found[-1] and len(headings([*found[-1], group])[1]) > width:
            found.append([])
        found[-1].append(group)
    return list(found)


def print_load(results: Results, console: Console) -> None:
    """Idle, at own rates, and up to the capacity; each where it was measured."""
    if results.idle:
        print_notes(console, [IDLE, *idle_lines(results)])
    if results.own_rate:
        print_notes(console, [OWN_RATE])
        print_stacked(console, OWN_RATE_HEADINGS, list(own_rate_lines(results)), keys=2)
    if results.capacity:
        print_notes(console, [capacity_words(each) for each in results.capacity], style="bold")
        print_stacked(console, CAPACITY_HEADINGS, list(capacity_lines(results)), keys=2)
        print_notes(console, [note] if (note := capacity_note(results)) else [])


def print_efficiency(results: Results, console: Console) -> None:
    """Requests a second of one busy core, from the total CPU time of a request."""
    headings = ["scenario", *(f"{contender.name}\nrequests/s" for contender in results.contenders)]
    print_stacked(console, headings, list(efficiency_lines(results)))


def print_notes(console: Console, notes: Sequence[str], style: str = "dim") -> None:
    console.print()
    for note in notes:
        console.print(Text(note, style))


def headings(columns: Columns = COLUMNS) -> tuple[str, str]:
    groups = [group.center(len(" ".join(names))) for group, names in columns]
    return "".join(f"  {group}" for group in groups).rstrip(), "".join(f"  {' '.join(names)}" for _, names in columns)


def print_row(row: Row, columns: Columns, width: int, console: Console) -> None:
    line = Text((" " * INDENT + row.contender.name).ljust(width))
    line.append(figures_line(row, row.figures, columns) if row.figures else "", "" if row.valid else "dim")
    verdict = verdict_of(row) if columns[0] == COLUMNS[0] else None
    if verdict and console.width >= WIDE:
        console.print(Text.assemble(line, "  ", verdict))
        return
    console.print(line, soft_wrap=True)
    if verdict:
        console.print(Padding(verdict, (0, 0, 0, INDENT * 2)))


def figures_line(row: Row, figures: Figures, columns: Columns) -> str:
    words = iter(figure_words(row, figures))
    groups = {group: [next(words).rjust(len(name)) for name in names] for group, names in COLUMNS}
    return "".join("  " + " ".join(groups[group]) for group, _ in columns)


def verdict_of(row: Row) -> Text | None:
    """What the figures say: the ratios, and why they may not be trusted."""
    words = Text()
    if row.cpu_ratio or row.latency_ratio:
        words.append(verdict_words(row), "green")
    if row.remark:
        words.append("; " if words else "").append(row.remark, "yellow" if row.valid else "bold red")
    return words or None
