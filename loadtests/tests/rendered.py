"""Reports as text, for tests."""

import io

from bench.report.markdown import section_parts
from bench.report.sections.scenarios import scenarios_section
from bench.report.terminal import print_run
from bench.results.run import Results
from rich.console import Console


def printed(results: Results, width: int) -> str:
    """A run on a terminal of this width."""
    console = Console(file=io.StringIO(), width=width)
    print_run(results, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def table_of(results: Results) -> str:
    """The Markdown of the section that has the table of all scenarios."""
    return "\n\n".join(section_parts(scenarios_section(results)))


def cells_of(table: str, scenario: str, contender: str) -> list[str]:
    """The first Markdown row of that scenario and contender, by column."""
    line = next(line for line in table.splitlines() if line.startswith(f"| {scenario} | {contender} |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]
