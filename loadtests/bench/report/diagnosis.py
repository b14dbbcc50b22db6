"""A diagnosis as sections, for the terminal and the page, and as JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bench.diagnose.diagnosis import Diagnosis, Page
from bench.diagnose.finding import Finding
from bench.report.numbers import UNKNOWN, count, number, percent
from bench.report.sections.section import Column, Line, Section, Table, columns
from bench.report.terminal import print_section
from bench.report.words import counted

SHARE_NOTE = (
    "share: (database time + calls × one round trip) ÷ the time of the request named beside it. Findings overlap where "
    "one statement has two of them."
)
OUTSIDE_NOTE = "outside: the rest of the request's time, outside of the database."
# Columns of the terminal before a finding's text.
INDENT = 7

FINDINGS = (
    *columns("finding", words="finding"),
    Column("share", strong=True),
    *columns("of", words="of"),
    *columns("evidence, mended by, pattern", words="evidence, mended by, pattern"),
)
PAGES = (
    *columns("request, rows", words="request"),
    *columns("SQL, blocks, ms, ms in SQL, outside"),
)


def print_diagnosis(diagnosis: Diagnosis, console: Console) -> None:
    console.print(Text(headline(diagnosis), "bold"))
    for finding in diagnosis.findings:
        console.print()
        console.print(Text.assemble((f"{_share(finding):>{INDENT - 2}}  ", "bold cyan"), (finding.title, "bold")))
        console.print(Padding(Text(f"{finding.evidence} ({finding.question})"), (0, 0, 0, INDENT), expand=False))
        for statement in finding.statements:
            console.print(Padding(Text(statement, "dim"), (0, 0, 0, INDENT), expand=False))
        console.print(Padding(Text(mended(finding), "green"), (0, 0, 0, INDENT), expand=False))
    for section in (pages_section(diagnosis), notes_section(diagnosis)):
        console.print()
        console.print(Text(section.heading, "bold"))
        print_section(section, console)


def mended(finding: Finding) -> str:
    return f"mended by {finding.mends}" + (f": {finding.pattern}" if finding.pattern else "")


def headline(diagnosis: Diagnosis) -> str:
    return f"{diagnosis.url}: {found_words(diagnosis)} ({asked_words(diagnosis)})"


def found_words(diagnosis: Diagnosis) -> str:
    return counted(len(diagnosis.findings), "finding") if diagnosis.findings else "nothing found"


def asked_words(diagnosis: Diagnosis) -> str:
    return f"{counted(diagnosis.requests, 'request')} in {diagnosis.duration_s:.0f} s"


def findings_section(diagnosis: Diagnosis, link: Callable[[str], str]) -> Section:
    """`link` makes a cell of a pattern's file."""
    lines = [
        Line([each.title, _share(each), each.question, each.evidence, each.mends, link(each.pattern)])
        for each in diagnosis.findings
    ]
    tables = [Table("Findings, the largest share first", FINDINGS, lines)] if lines else []
    notes = [f"{each.title}: {statement}" for each in diagnosis.findings for statement in each.statements]
    return Section("Findings", tables=tables, notes=notes, notes_heading="The statements")


def _share(finding: Finding) -> str:
    return percent(finding.share) if finding.share else UNKNOWN


def pages_section(diagnosis: Diagnosis) -> Section:
    return Section(
        "What was asked",
        tables=[Table("One request of each", PAGES, [Line(_cells(page)) for page in diagnosis.pages])],
    )


def _cells(page: Page) -> Sequence[str]:
    outside = max(0.0, 1 - page.database_ms / page.wall_ms) if page.wall_ms else 0.0
    return [
        page.question,
        count(page.rows),
        count(page.statements),
        count(page.blocks),
        number(page.wall_ms),
        number(page.database_ms),
        percent(outside),
    ]


def notes_section(diagnosis: Diagnosis) -> Section:
    return Section("Notes", notes=[SHARE_NOTE, OUTSIDE_NOTE, *diagnosis.notes])


def as_json(diagnosis: Diagnosis) -> str:
    return json.dumps(asdict(diagnosis), indent=2, ensure_ascii=False)
