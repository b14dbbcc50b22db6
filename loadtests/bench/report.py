"""What a run leaves for people: the table on the terminal, results.md, and the charts, all from one `Results`."""

from html import escape
from pathlib import Path

from bench.charts import CHARTS, write_charts
from bench.report_markdown import classic_table, markdown_table
from bench.report_words import conditions_words, counted, plain_cpu
from bench.results import Results
from bench.table import print_table

__all__ = ["markdown_table", "print_table", "render"]


def render(results: Results, media: Path) -> list[Path]:
    """Writes results.md and the charts into `media`, over those of the last run; returns the files."""
    media.mkdir(parents=True, exist_ok=True)
    page = media / "results.md"
    page.write_text(results_page(results), encoding="utf-8")
    return [page, *write_charts(results, media)]


def results_page(results: Results) -> str:
    sections = [
        "# Results",
        introduction(results),
        f"```sh\n{results.conditions.command}\n```",
        conditions(results),
        "## Table",
        markdown_table(results).rstrip(),
        classic_table(results),
        "## Charts",
        *(picture(stem, finding(results)) for stem, (_, finding) in CHARTS.items()),
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
    run, host = results.conditions, results.conditions.host
    contenders = "; ".join(
        f"{each.name}: {each.title}, {counted(each.workers, 'worker')}{', with a cache' if each.cached else ''}"
        for each in results.contenders
    )
    settings = ", ".join(f"{name} {value}" for name, value in run.settings.items())
    fingerprint = " = ".join(dict.fromkeys(run.fingerprints.values()))
    machine = f"{plain_cpu(host.cpu_model)}, {counted(host.cores, 'core')}, {host.memory_bytes / 2**30:.0f} GiB"
    details = [
        f"Machine: {machine}, Linux {host.kernel}, {host.system}; everything runs on it, the load generator too.",
        f"Contenders: {contenders}.",
        f"Settings: {settings}.",
        f"Seed of the order and of the questions: {run.seed}. Warm-up: {run.warm_up_s:g} s a cell.",
        f"Fingerprint of the data, equal for all: `{fingerprint}`.",
    ]
    return "\n".join([" · ".join(conditions_words(results)), "", *(f"- {detail}" for detail in details)])


def picture(stem: str, alt: str) -> str:
    return (
        "<picture>\n"
        f'  <source media="(prefers-color-scheme: dark)" srcset="{stem}-dark.svg">\n'
        f'  <source media="(prefers-color-scheme: light)" srcset="{stem}-light.svg">\n'
        f'  <img src="{stem}-light.svg" width="800" alt="{escape(alt, quote=True)}">\n'
        "</picture>"
    )
