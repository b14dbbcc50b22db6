"""What a run leaves for people: the table on the terminal and its picture, results.md, report.html, and the charts."""

from html import escape
from pathlib import Path

from bench.report.charts import terminal as chart_terminal
from bench.report.charts.all import charts, write_charts
from bench.report.conditions import condition_lines
from bench.report.markdown import classic_table, markdown_table
from bench.report.page.document import report_page
from bench.report.terminal import print_table
from bench.report.words import conditions_words
from bench.results.run import Results

__all__ = ["markdown_table", "print_table", "render"]


def render(results: Results, media: Path, curve: Results | None = None) -> list[Path]:
    """Writes results.md, report.html and the charts into `media`, over those of the last run; returns the files."""
    media.mkdir(parents=True, exist_ok=True)
    markdown, page = media / "results.md", media / "report.html"
    markdown.write_text(results_page(results, curve), encoding="utf-8")
    beside = {str(file.relative_to(media)) for file in media.rglob("*") if file.is_file()}
    page.write_text(report_page(results, curve=curve, beside=beside), encoding="utf-8")
    return [markdown, page, *write_charts(results, media, curve), *chart_terminal.write_terminal(results, media)]


def results_page(results: Results, curve: Results | None = None) -> str:
    sections = [
        "# Results",
        introduction(results),
        f"```sh\n{results.conditions.command}\n```",
        conditions(results),
        "## Table",
        markdown_table(results).rstrip(),
        classic_table(results),
        "## Charts",
        *(picture(chart.stem, chart.finding) for chart in charts(results, curve)),
        picture(chart_terminal.STEM, chart_terminal.WORDS),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def introduction(results: Results) -> str:
    names = ", ".join(contender.name for contender in results.contenders)
    return (
        f"One run of `bench`: {names} with the same {results.conditions.rows:,} customers, asked the same questions; "
        "no ratio is given where their answers differed. Every figure, the charts' titles included, was computed from "
        "the run's JSON in [results/](results/); no figure on this page was written by hand. The command:"
    )


def conditions(results: Results) -> str:
    """The conditions line, and below it what a reader needs to repeat or to doubt the run."""
    details = [f"- {term}: {words}." for term, words in condition_lines(results)]
    return "\n".join([" · ".join(conditions_words(results)), "", *details])


def picture(stem: str, alt: str) -> str:
    return (
        "<picture>\n"
        f'  <source media="(prefers-color-scheme: dark)" srcset="{stem}-dark.svg">\n'
        f'  <source media="(prefers-color-scheme: light)" srcset="{stem}-light.svg">\n'
        f'  <img src="{stem}-light.svg" width="800" alt="{escape(alt, quote=True)}">\n'
        "</picture>"
    )
