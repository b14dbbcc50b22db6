"""The results on the terminal: a block for each scenario, a line for each contender; made for 91 columns and more."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bench.report_classic import CLASSIC_HEADINGS, classic_lines
from bench.report_efficiency import efficiency_lines
from bench.report_load import (
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
from bench.report_overall import overall
from bench.report_rows import Figures, Row, rows
from bench.report_words import (
    CLASSIC,
    PRICE,
    conditions_words,
    figure_words,
    load_words,
    notes,
    overall_words,
    verdict_words,
)
from bench.results import Results

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
    print_notes(console, [PRICE])
    console.print(efficiency(results))
    if results.classic:
        print_notes(console, [CLASSIC])
        console.print(classic(results))
    print_notes(console, [" · ".join(conditions_words(results))])


def print_scenarios(results: Results, table: Sequence[Row], console: Console) -> None:
    """Each scenario's rows of the table, and the means of all."""
    width = INDENT + max(len(contender.name) for contender in results.contenders)
    for line in headings():
        console.print(" " * width + line, style="bold", highlight=False)
    for scenario in results.scenarios:
        title = Text.assemble((scenario.name, "bold cyan"), (f"  {scenario.title}; {load_words(scenario)}", "dim"))
        console.print(title)
        for row in (row for row in table if row.scenario == scenario):
            print_row(row, width, console)
    baseline = results.contenders[0].name
    means = [overall_words(mean, baseline) for mean in overall(results)]
    print_notes(console, means, style="bold")


def print_load(results: Results, console: Console) -> None:
    """Idle, at own rates, and up to the capacity; each where it was measured."""
    if results.idle:
        print_notes(console, [IDLE, *idle_lines(results)])
    if results.own_rate:
        print_notes(console, [OWN_RATE])
        console.print(lines_table(OWN_RATE_HEADINGS, own_rate_lines(results)))
    if results.capacity:
        print_notes(console, [capacity_words(each) for each in results.capacity], style="bold")
        console.print(lines_table(CAPACITY_HEADINGS, capacity_lines(results)))
        print_notes(console, [note] if (note := capacity_note(results)) else [])


def lines_table(headings: Sequence[str], lines: Lines) -> Table:
    view = Table(box=None, padding=(0, 2, 0, 0))
    for heading in headings:
        view.add_column(heading, justify="left" if heading in LEFT else "right")
    for line in lines:
        view.add_row(*line)
    return view


def print_notes(console: Console, notes: Sequence[str], style: str = "dim") -> None:
    console.print()
    for note in notes:
        console.print(Text(note, style))


def headings() -> tuple[str, str]:
    groups = [group.center(len(" ".join(columns))) for group, columns in COLUMNS]
    return "".join(f"  {group}" for group in groups).rstrip(), "".join(
        f"  {' '.join(columns)}" for _, columns in COLUMNS
    )


def print_row(row: Row, width: int, console: Console) -> None:
    line = Text((" " * INDENT + row.contender.name).ljust(width))
    line.append(figures_line(row, row.figures) if row.figures else "", "" if row.valid else "dim")
    verdict = verdict_of(row)
    if verdict and console.width >= WIDE:
        console.print(Text.assemble(line, "  ", verdict))
        return
    console.print(line, no_wrap=True, overflow="ignore")
    if verdict:
        console.print(Padding(verdict, (0, 0, 0, INDENT * 2)))


def figures_line(row: Row, figures: Figures) -> str:
    words = iter(figure_words(row, figures))
    line = ""
    for _, names in COLUMNS:
        line += "  " + " ".join(next(words).rjust(len(name)) for name in names)
    return line


def verdict_of(row: Row) -> Text | None:
    """What the figures say: the ratios, and why they may not be trusted."""
    words = Text()
    if row.cpu_ratio or row.latency_ratio:
        words.append(verdict_words(row), "green")
    if row.remark:
        words.append("; " if words else "").append(row.remark, "yellow" if row.valid else "bold red")
    return words or None


def efficiency(results: Results) -> Table:
    """What a core gives and what a million requests cost, both from the total CPU time of a request."""
    view = Table("", box=None, padding=(0, 2, 0, 0))
    for unit in ("requests/s", "USD/million"):
        for contender in results.contenders:
            view.add_column(f"{contender.name}\n{unit}", justify="right")
    for line in efficiency_lines(results):
        view.add_row(*line)
    return view


def classic(results: Results) -> Table:
    view = Table("", box=None, padding=(0, 2, 0, 0))
    for heading in CLASSIC_HEADINGS[1:]:
        view.add_column(heading, justify="right")
    for line in classic_lines(results):
        view.add_row(*line)
    return view
