"""A diagnosis as a page: one file that fetches nothing."""

import os
from pathlib import Path

from bench.contenders import ROOT
from bench.diagnose.diagnosis import Diagnosis
from bench.report.diagnosis import (
    asked_words,
    findings_section,
    found_words,
    headline,
    notes_section,
    pages_section,
)
from bench.report.markup import Markup, element
from bench.report.page.document import document, style_of
from bench.report.page.sections import listed
from bench.report.page.tables import table
from bench.report.sections.section import Section

# Evidence is sentences, and a cell of the report's tables does not wrap.
WRAPPED = "th, td { vertical-align: top; } td.words { white-space: normal; min-width: 7rem; }"


def diagnosis_page(diagnosis: Diagnosis, folder: Path) -> str:
    """`folder`: where the page will lie, for its links to the patterns."""
    style = f"{style_of(0)}\n{WRAPPED}\n"
    found = findings_section(diagnosis, lambda pattern: _link(pattern, folder))
    sections = [_section(each) for each in (found, pages_section(diagnosis), notes_section(diagnosis))]
    heading = element("h1", found_words(diagnosis).capitalize())
    lead = element("p", f"{diagnosis.url}: {asked_words(diagnosis)}", class_="lead")
    body = element("body", element("header", heading, lead), element("main", *sections))
    return document(headline(diagnosis), body, style=style, script="")


def _section(shown: Section) -> Markup:
    parts = [element("h2", shown.heading), *(table(each, {}) for each in shown.tables)]
    return element("section", *parts, listed(shown.notes) if shown.notes else "")


def _link(pattern: str, folder: Path) -> str:
    return element("a", Path(pattern).name, href=os.path.relpath(ROOT / pattern, folder)) if pattern else Markup("–")
