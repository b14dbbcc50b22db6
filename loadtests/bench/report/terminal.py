"""The sections of a report on a terminal: text that wraps, and tables that are never cut off."""

from rich.console import Console
from rich.text import Text

from bench.report.sections.run import sections
from bench.report.sections.section import Section
from bench.report.terminal_table import print_table
from bench.results.run import Results


def print_run(results: Results, console: Console) -> None:
    for number, section in enumerate(each for each in sections(results) if not each.long):
        if number:
            console.print()
            console.print(Text(section.heading, "bold"))
        print_section(section, console)


def print_section(section: Section, console: Console) -> None:
    """Its heading stands above, if anything does."""
    if section.sentence:
        console.print(Text(section.sentence, "dim"))
    for table in section.tables:
        print_table(table, console)
    found = [Text(finding.words, "bold" if finding.strong else "dim") for finding in section.findings]
    notes = [Text(note, "dim") for note in section.notes]
    for texts in (found, notes):
        if section.tables and texts:
            console.print()
        for text in texts:
            console.print(text)
