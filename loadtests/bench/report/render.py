"""The files of a run that people read: results.md, report.html, the charts, and a picture of the terminal."""

from pathlib import Path

from bench.report.charts.files import write_charts
from bench.report.charts.terminal import STEM, WORDS, write_terminal
from bench.report.markdown import picture, section_parts
from bench.report.page.document import report_page
from bench.report.sections.run import sections
from bench.results.run import Results


def render(results: Results, media: Path, *, curve: Results | None = None, ladder: Results | None = None) -> list[Path]:
    """Writes results.md, report.html and the pictures into `media`, replacing those of the last run."""
    media.mkdir(parents=True, exist_ok=True)
    markdown = media / "results.md"
    markdown.write_text(results_page(results, curve), encoding="utf-8")
    page = write_page(results, media, curve=curve, ladder=ladder)
    return [markdown, page, *write_charts(results, media, curve=curve), *write_terminal(results, media)]


def write_page(results: Results, media: Path, *, curve: Results | None = None, ladder: Results | None = None) -> Path:
    page = media / "report.html"
    neighbours = {str(file.relative_to(media)) for file in media.rglob("*") if file.is_file()}
    page.write_text(report_page(results, curve=curve, ladder=ladder, neighbours=neighbours), encoding="utf-8")
    return page


def write_ladder(results: Results, media: Path) -> list[Path]:
    """Writes ladder.md and its picture."""
    media.mkdir(parents=True, exist_ok=True)
    markdown = media / "ladder.md"
    parts = ["# The ladder", f"```sh\n{results.conditions.command}\n```"]
    for section in sections(results):
        if not section.long:
            parts += [f"## {section.heading}", *section_parts(section)]
    markdown.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return [markdown, *write_charts(results, media)]


def results_page(results: Results, curve: Results | None = None) -> str:
    parts = ["# Results", introduction(results), f"```sh\n{results.conditions.command}\n```"]
    for section in sections(results, curve):
        if not section.long:
            parts += [f"## {section.heading}", *section_parts(section)]
    return "\n\n".join([*parts, "## On a terminal", picture(STEM, WORDS)]) + "\n"


def introduction(results: Results) -> str:
    names = ", ".join(contender.name for contender in results.contenders)
    return (
        f"One run of `bench`: {names} with the same {results.conditions.rows:,} customers, asked the same questions; "
        "no ratio is given where their answers differed. Every figure, the charts' titles included, was computed from "
        "the run's JSON in [results/](results/); no figure on this page was written by hand. The command:"
    )
