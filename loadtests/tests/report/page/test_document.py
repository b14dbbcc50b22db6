"""report.html: everything that the results hold is there as text, and nothing is fetched or executed from elsewhere."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bench.analysis.rows import rows
from bench.commands.show import draw
from bench.report.markup import VOID, Markup, element
from bench.report.numbers import number, ratio
from bench.report.page.document import report_page
from bench.report.sections.cells import COLUMNS
from bench.results.files import file_name, save
from bench.results.run import Results
from bench.results.saving import save_results
from made_up_capacity import no_capacity_within_the_objective, standard
from made_up_curve import curve, with_an_invalid_point
from made_up_results import only, quick, with_a_third_contender, with_an_invalid_cell, with_cells

pytestmark = pytest.mark.long

SHAPES = pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender, standard])
HOSTILE = """<evil a="1">'&amp;"""


class Read(HTMLParser):
    """What a parser sees: elements closed in the order in which they were opened, texts, attributes, table rows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    def all_of(self, attribute: str) -> list[str]:
        return [value for name, value in self.attributes if name == attribute]


def whole() -> Results:
    """With everything that a page can show."""
    return with_cells(standard(), "search", "naive", rounds=[2], valid=False, invalid_reason="12 iterations dropped")


@SHAPES
def test_the_page_is_well_formed_and_its_identifiers_are_unique(shape: Callable[[], Results]) -> None:
    page = report_page(shape(), curve=curve())
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    read = Read(page)
    assert read.open == []
    identifiers = read.all_of("id")
    assert len(identifiers) == len(set(identifiers)) > 0
    assert {"h1", "h2", "table", "caption", "figure", "figcaption", "svg", "nav", "main"} <= read.tags


def test_what_is_not_markup_is_escaped() -> None:
    assert element("p", HOSTILE, title=HOSTILE) == (
        '<p title="&lt;evil a=&quot;1&quot;&gt;&#x27;&amp;amp;">&lt;evil a=&quot;1&quot;&gt;&#x27;&amp;amp;</p>'
    )
    assert element("p", Markup("<b>x</b>"), element("br")) == "<p><b>x</b><br></p>"
    assert element("input", checked=True, id=None, max=4.5, class_="a") == '<input checked="" max="4.5" class="a">'


def test_no_text_of_the_results_becomes_markup() -> None:
    def hostile(results: Results) -> Results:
        run = results.conditions
        conditions = replace(
            run,
            commit=HOSTILE,
            command=HOSTILE,
            created=HOSTILE,
            mode=HOSTILE,
            host=replace(run.host, cpu_model=HOSTILE, kernel=HOSTILE, system=HOSTILE),
            versions={HOSTILE: HOSTILE},
            settings={HOSTILE: HOSTILE},
            fingerprints={HOSTILE: HOSTILE},
        )
        renamed = {each.name: each.name + HOSTILE for each in results.contenders}
        return replace(
            results,
            conditions=conditions,
            contenders=tuple(replace(each, name=renamed[each.name], title=HOSTILE) for each in results.contenders),
            scenarios=tuple(replace(each, title=HOSTILE) for each in results.scenarios),
            cells=tuple(
                replace(each, contender=renamed[each.contender], valid=False, invalid_reason=HOSTILE)
                for each in results.cells
            ),
            paired=tuple(
                replace(each, baseline=renamed[each.baseline], contender=renamed[each.contender])
                for each in results.paired
            ),
            classic=tuple(replace(each, contender=renamed[each.contender]) for each in results.classic),
            idle=tuple(replace(each, contender=renamed[each.contender]) for each in results.idle),
            serial=tuple(replace(each, contender=renamed[each.contender]) for each in results.serial),
            capacity=tuple(
                replace(
                    each,
                    contender=renamed[each.contender],
                    plateaus=tuple(replace(p, met=False, missed_because=HOSTILE) for p in each.plateaus),
                )
                for each in results.capacity
            ),
            curve=tuple(
                replace(each, contender=renamed[each.contender], valid=False, invalid_reason=HOSTILE)
                for each in results.curve
            ),
        )

    page = report_page(hostile(standard()), curve=hostile(curve()), neighbours={f"k6-naive{HOSTILE}.html"})
    read = Read(page)
    assert "evil" not in read.tags
    assert "a" not in dict(read.attributes)
    assert page.count("&lt;evil") > 100
    assert "<evil" not in page


@pytest.mark.parametrize("shape", [quick, with_an_invalid_cell, with_a_third_contender, whole])
def test_every_cell_stands_on_the_page_with_the_generator_s_cores_and_its_validity(
    shape: Callable[[], Results],
) -> None:
    run = shape()
    headings = [column.name for column in COLUMNS]
    lines = [dict(zip(headings, row, strict=True)) for row in Read(report_page(run)).rows if row[0].isdecimal()]
    assert [line["no."] for line in lines] == [str(cell.position) for cell in run.cells]
    for line, cell in zip(lines, run.cells, strict=True):
        assert (line["scenario"], line["contender"], line["round"]) == (cell.scenario, cell.contender, str(cell.round))
        assert line["CPU ms"] == number(cell.cpu_ms_per_request.total)
        assert line["load generator's cores"] == number(cell.load_cores)
        assert line["valid"] == ("yes" if cell.valid else f"invalid: {cell.invalid_reason}")


@SHAPES
def test_the_table_has_a_line_for_each_scenario_and_contender_and_the_ratios_with_their_intervals(
    shape: Callable[[], Results],
) -> None:
    run = shape()
    names = [contender.name for contender in run.contenders]
    body = [row for row in Read(report_page(run)).rows if len(row) == 14 and row[0] in names]
    assert len(body) == len(rows(run))
    for line, row in zip(body, rows(run), strict=True):
        assert line[0] == row.contender.name
        assert line[7] == (number(row.figures.cpu_ms.total) if row.figures else "–")
        if row.contender != run.contenders[0]:
            assert line[11:13] == [ratio(row.cpu_ratio), ratio(row.latency_ratio)]
        assert line[13] == (row.remark or "yes")


@SHAPES
def test_every_ratio_is_a_bar_and_every_median_a_point_without_any_script(shape: Callable[[], Results]) -> None:
    run = shape()
    page = re.sub(r"<script>.*?</script>", "", report_page(run), flags=re.DOTALL)
    found = rows(run)
    ratios = [each for row in found for each in (row.cpu_ratio, row.latency_ratio) if each]
    assert len(re.findall(r'<rect [^>]*class="mark bar', page)) == len(ratios)
    medians = [row for row in found if row.latency.p50_ms]
    assert len(re.findall(r'<circle [^>]*: 50 % within [^>]*class="mark dot', page)) == len(medians)


def test_nothing_is_fetched_and_no_other_script_may_run() -> None:
    neighbours = {"results.md", f"results/{file_name(quick())}"}
    page = report_page(quick(), curve=curve(), neighbours=neighbours)
    read = Read(page)
    assert set(read.all_of("href")) == neighbours
    assert "src" not in dict(read.attributes)
    [style], [script] = read.texts["style"], read.texts["script"]
    for text in (style, script):
        assert not re.search(r"url\(|@import|https?:|//\w+\.|\bimport\b|fetch\(", text)
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in page
    assert any(content.startswith("default-src 'none'; style-src 'sha256-") for content in read.all_of("content"))
    assert not {"style", "onclick", "onload"} & {name for name, _ in read.attributes}


def test_capacity_and_growth_are_shown_where_they_were_measured() -> None:
    titles = [Read(report_page(quick())).texts["h2"], Read(report_page(standard(), curve=curve())).texts["h2"]]
    assert set(titles[1]) - set(titles[0]) == {"How much load", "Cost at your traffic", "How costs grow"}
    page = report_page(standard(), curve=curve())
    assert "naive grows linearly (0.9" in page
    assert "optimized does not grow (0.00)" in page
    missed = [plateau for capacity in standard().capacity for plateau in capacity.plateaus if not plateau.met]
    # Each in the chart of the capacity and in that of the cost.
    assert page.count('class="mark cross') == 2 * len(missed) > 0
    assert 'class="limit"' in page


def test_a_contender_that_only_the_curve_has_gets_a_colour_of_its_own() -> None:
    alone = replace(quick(), contenders=quick().contenders[:1], paired=(), cells=())
    assert "main .of-1{display:none}" in report_page(alone, curve=curve())


def test_points_of_a_curve_that_are_invalid_say_why() -> None:
    says = Read(report_page(quick(), curve=with_an_invalid_point())).all_of("aria-label")
    assert sum("invalid: other programs used 12% of the CPU" in each for each in says) == 3


def test_a_contender_without_a_capacity_is_told_on_the_page() -> None:
    assert "naive misses the objective" in report_page(no_capacity_within_the_objective())


def test_the_heading_says_who_was_measured_on_what_and_when() -> None:
    page = report_page(only(quick(), "list"))
    lead = "naive and optimized, each with the same 300,000 customers, asked the same questions: commit 0123456, "
    assert f"{lead}measured on 2026-11-21 on AMD EPYC 9B14, 2 cores" in page


def test_files_next_to_the_page_are_linked_only_if_they_are_there() -> None:
    there = report_page(quick(), neighbours={"k6-naive.html"})
    assert '<a href="k6-naive.html">' in there
    assert "k6-optimized.html" not in there
    assert "Files next to this page" not in report_page(quick())


def test_a_run_is_published_with_the_newest_curve_and_a_curve_with_the_newest_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.report.render.write_charts", lambda *_, **__: [])  # drawn in test_all.py, in seconds
    media, page = tmp_path / "media", tmp_path / "media" / "report.html"
    run, grown = quick(), curve()
    save_results(grown, media)
    draw(grown, media)
    assert not page.exists()
    save_results(run, media)
    draw(run, media)
    assert "How costs grow" in page.read_text()
    assert "growth-light.svg" in (media / "results.md").read_text()
    page.unlink()
    draw(grown, media)
    assert "How costs grow" in page.read_text()
    assert f'href="results/{file_name(run)}"' in page.read_text()


def test_a_contender_against_itself_changes_no_page(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    save(quick(), tmp_path / "results" / file_name(quick()))
    draw(replace(quick(), kind="aa"), tmp_path)
    assert not (tmp_path / "report.html").exists()
