"""A diagnosis on a terminal, as JSON and as a page."""

import io
import json
from pathlib import Path

from bench.contenders import ROOT
from bench.diagnose.diagnosis import Diagnosis, Page
from bench.diagnose.finding import Finding
from bench.report.diagnosis import as_json, print_diagnosis
from bench.report.page.diagnosis import diagnosis_page
from rich.console import Console

COUNT = Finding(
    kind="count",
    title="COUNT on every page",
    evidence="825 of 4,989 blocks",
    share=0.2,
    question="first page",
    mends="pages without a count",
    pattern="ladder/crm_ladder/patterns/keyset_pagination.py",
    statements=["SELECT COUNT(*) FROM a < b"],
)
FIRST = Page("first page", rows=20, wall_ms=100.0, database_ms=40.0, statements=42, blocks=4989, cached=False)


def diagnosis(*findings: Finding) -> Diagnosis:
    return Diagnosis("http://h/orders/", findings, [FIRST], ["A note."], requests=76, duration_s=25.6)


def on_terminal(shown: Diagnosis, width: int) -> str:
    output = io.StringIO()
    print_diagnosis(shown, Console(file=output, width=width))
    return output.getvalue()


def test_a_terminal_shows_the_evidence_the_share_and_the_pattern() -> None:
    text = on_terminal(diagnosis(COUNT), 200)
    assert text.startswith("http://h/orders/: 1 finding (76 requests in 26 s)\n")
    assert "20%  COUNT on every page\n" in text
    assert "825 of 4,989 blocks (first page)" in text
    assert "mended by pages without a count: ladder/crm_ladder/patterns/keyset_pagination.py" in text
    assert "60%" in text.split("What was asked")[1]


def test_no_line_is_wider_than_the_terminal() -> None:
    assert max(map(len, on_terminal(diagnosis(COUNT), 60).splitlines())) <= 60


def test_nothing_found_is_an_answer() -> None:
    assert "nothing found (76 requests in 26 s)" in on_terminal(diagnosis(), 100)


def test_json_has_every_field() -> None:
    read = json.loads(as_json(diagnosis(COUNT)))
    assert read["findings"][0]["share"] == 0.2
    assert read["pages"][0]["blocks"] == 4989


def test_the_page_links_the_pattern_and_escapes_statements() -> None:
    page = diagnosis_page(diagnosis(COUNT), ROOT / "media" / "own")
    assert 'href="../../ladder/crm_ladder/patterns/keyset_pagination.py"' in page
    assert "FROM a &lt; b" in page
    assert "<script" not in page


def test_every_pattern_that_a_finding_names_exists() -> None:
    findings = Path(ROOT / "loadtests" / "bench" / "diagnose" / "findings")
    named = {
        line.split("/")[-1].split('"')[0]
        for file in findings.glob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if "pattern=f" in line
    }
    assert len(named) >= 5
    assert all((ROOT / "ladder" / "crm_ladder" / "patterns" / name).is_file() for name in named)
    assert (ROOT / "naive" / "crm_naive" / "database_pool.py").is_file()
