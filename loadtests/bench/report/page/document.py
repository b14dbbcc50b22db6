"""media/report.html: one run, and the newest curve, as a page to explore. One file that fetches nothing.

It reads without its script, which only shows the exact figure of what is pointed at.
"""

import base64
import hashlib
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from bench.analysis.overall import overall
from bench.analysis.rows import rows
from bench.analysis.slopes import sentences
from bench.report.charts.theme import PALETTES
from bench.report.classic import CLASSIC_HEADINGS, classic_lines
from bench.report.conditions import condition_lines
from bench.report.efficiency import UNIT, efficiency_lines
from bench.report.findings import cpu_finding
from bench.report.load import (
    CAPACITY_HEADINGS,
    IDLE,
    OWN_RATE,
    OWN_RATE_HEADINGS,
    capacity_lines,
    capacity_note,
    idle_lines,
    own_rate_lines,
)
from bench.report.numbers import factor, number
from bench.report.page.capacity import capacities
from bench.report.page.factors import factors
from bench.report.page.growth import growth
from bench.report.page.latency import latencies
from bench.report.page.markup import Markup, element, together
from bench.report.page.tables import cells_table, results_table, simple_table
from bench.report.words import CLASSIC, PER_CORE, commit_words, counted, notes, plain_cpu
from bench.results.files import dashboard_name, file_name
from bench.results.run import Results

FOLDER = Path(__file__).parent


def report_page(results: Results, *, curve: Results | None = None, beside: Container[str] = ()) -> str:
    """`beside`: files in the page's folder; those that belong to the run are linked."""
    numbers = numbers_of(results, curve)
    style, script = style_of(len(numbers)), (FOLDER / "report.js").read_text(encoding="utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", http_equiv="Content-Security-Policy", content=policy(style, script)),
        element("title", f"{names_of(results)}: {cpu_finding(results)}"),
        element("style", Markup(style)),
    )
    body = element(
        "body",
        element("header", *heading(results)),
        toolbar(numbers),
        element("main", *sections(results, curve, numbers, beside)),
        element("script", Markup(script)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def numbers_of(results: Results, curve: Results | None) -> Mapping[str, int]:
    """The contenders' colours, and places in the toolbar: those of the run, then what only the curve has."""
    everybody = (*results.contenders, *(curve.contenders if curve else ()))
    return {name: i for i, name in enumerate(dict.fromkeys(each.name for each in everybody))}


def style_of(contenders: int) -> str:
    """The style sheet, the charts' colours, and a rule for each contender: its colour, and how it is switched off."""
    light, dark = PALETTES["light"], PALETTES["dark"]
    colours = [
        f"--{name}:light-dark({getattr(light, name)},{getattr(dark, name)});"
        for name in ("background", "text", "muted", "grid", "warning")
    ]
    rules = [
        f".of-{i}{{--own:light-dark({light.contenders[k]},{dark.contenders[k]})}}"
        f":root:has(#show-{i}:not(:checked)) main .of-{i}{{display:none}}"
        for i in range(contenders)
        for k in [i % len(light.contenders)]
    ]
    sheet = (FOLDER / "report.css").read_text(encoding="utf-8")
    return f":root{{{''.join(colours)}}}\n{''.join(rules)}\n{sheet}"


def policy(style: str, script: str) -> str:
    """The browser fetches nothing, and runs this script and no other, whatever stands in the results."""
    return f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def names_of(results: Results) -> str:
    *first, last = [contender.name for contender in results.contenders]
    return f"{', '.join(first)} and {last}" if first else last


def heading(results: Results) -> Iterator[Markup]:
    """Who was measured, on what and when, below what was found."""
    run = results.conditions
    machine = f"{plain_cpu(run.host.cpu_model)}, {counted(run.host.cores, 'core')}"
    measured = f"{commit_words(run)}, measured on {run.created[:10]} on {machine}"
    yield element("h1", cpu_finding(results))
    yield element(
        "p",
        f"{names_of(results)}, each with the same {run.rows:,} customers, asked the same questions: {measured}, "
        f"in {run.mode} mode with {counted(run.rounds, 'round')}.",
        class_="lead",
    )
    yield element("dl", *tiles(results), class_="tiles")


def tiles(results: Results) -> Iterator[Markup]:
    baseline = results.contenders[0].name
    for mean in overall(results):
        means = (("CPU", mean.cpu, mean.cpu_scenarios), ("paired latency", mean.latency, mean.latency_scenarios))
        for words, value, n in means:
            if value:
                of = f"{words}, {baseline} ÷ {mean.contender.name}: geometric mean of {n} of {mean.scenarios} scenarios"
                yield tile(factor(value), of)
    for capacity in results.capacity:
        if met := capacity.highest_met:
            least = "" if capacity.bounded else "≥ "
            words = f"requests a second of {capacity.scenario} by {capacity.contender}"
            within = f"99 % of them within {capacity.objective.p99_ms:g} ms"
            yield tile(f"{least}{number(met.requests_per_s)}", f"{words}, {within}")
    if results.cells:
        valid, every = sum(cell.valid for cell in results.cells), len(results.cells)
        others = "" if valid == every else "; the others are shown with the reason, and give no ratio"
        yield tile(f"{valid} of {every}", f"cells valid{others}")


def tile(figure: str, words: str) -> Markup:
    return element("div", element("dt", words), element("dd", figure))


def toolbar(numbers: Mapping[str, int]) -> Markup:
    """The contenders, which is the charts' legend too, and the theme: switches that work without a script."""
    contenders = [
        element(
            "label",
            element("input", type="checkbox", id=f"show-{i}", checked=True),
            element("span", name),
            class_=f"of-{i}",
        )
        for name, i in numbers.items()
    ]
    themes = [
        element(
            "label",
            element("input", type="radio", name="theme", id=f"theme-{theme}", checked=theme == "auto"),
            element("span", theme),
        )
        for theme in ("auto", "light", "dark")
    ]
    return element(
        "nav",
        element("fieldset", element("legend", "Contenders", class_="unseen"), *contenders),
        element("fieldset", element("legend", "Colours", class_="unseen"), *themes, class_="choice"),
        aria_label="What is shown",
    )


def sections(
    results: Results, curve: Results | None, numbers: Mapping[str, int], beside: Container[str]
) -> Iterator[Markup]:
    yield section("By how much", factors(results))
    yield section("How long answers take", latencies(results))
    if results.capacity:
        yield section("How much load", capacities(results, numbers))
    if curve and curve.curve:
        yield section("How costs grow", growth(curve, numbers), folded("The slopes in words", listed(sentences(curve))))
    yield section("Every figure", *figures(results))
    yield section("Conditions", *conditions(results, curve, beside))


def section(title: str, *content: Markup) -> Markup:
    return element("section", element("h2", title), *content, id=title.lower().replace(" ", "-"))


def folded(summary: str, *content: Markup) -> Markup:
    return element("details", element("summary", summary), *content)


def paragraphs(*texts: str) -> Markup:
    return together(*(element("p", text) for text in texts))


def listed(lines: list[str]) -> Markup:
    return element("ul", *(element("li", line) for line in lines))


def figures(results: Results) -> Iterator[Markup]:
    contenders = [contender.name for contender in results.contenders]
    yield results_table(results)
    yield folded("What the columns mean", listed(notes(results, rows(results))))
    headings = ["scenario", *(f"{name}: {UNIT}" for name in contenders)]
    cost = simple_table("What the CPU time means", headings, efficiency_lines(results))
    yield folded("Requests per core", paragraphs(PER_CORE), cost)
    if results.idle:
        yield folded("Idle", paragraphs(IDLE), listed(idle_lines(results)))
    if results.own_rate:
        table = simple_table("At a contender's own rate", OWN_RATE_HEADINGS, own_rate_lines(results))
        yield folded("Own rates", paragraphs(OWN_RATE), table)
    if results.capacity:
        table = simple_table("Every plateau", CAPACITY_HEADINGS, capacity_lines(results))
        yield folded("Capacity", table, paragraphs(*filter(None, [capacity_note(results)])))
    if results.classic:
        table = simple_table("50 users with pauses", CLASSIC_HEADINGS, classic_lines(results))
        yield folded("The classic profile", paragraphs(CLASSIC), table)
    yield folded("Every cell, with the generator's share of CPU", cells_table(results))


def conditions(results: Results, curve: Results | None, beside: Container[str]) -> Iterator[Markup]:
    yield element("dl", *condition_terms(results), class_="terms")
    commands = [results.conditions.command, *([curve.conditions.command] if curve else []), "bench report"]
    yield element("h3", "The commands that made this page")
    yield element("pre", element("code", "\n".join(commands)), tabindex=0)
    if links := list(links_of(results, curve, beside)):
        yield element("h3", "Beside this page")
        yield element("ul", *links)


def condition_terms(results: Results) -> Iterator[Markup]:
    for term, text in condition_lines(results):
        yield element("div", element("dt", term), element("dd", text))


def links_of(results: Results, curve: Results | None, beside: Container[str]) -> Iterator[Markup]:
    files = {"results.md": "the tables and charts as Markdown", f"results/{file_name(results)}": "this run's JSON"}
    if curve:
        files[f"results/{file_name(curve)}"] = "the curve's JSON"
    for contender in results.contenders:
        files[dashboard_name(contender.name)] = f"k6's own dashboard of the classic profile, {contender.name}"
    for file, words in files.items():
        if file in beside:
            yield element("li", element("a", file, href=quote(file)), f": {words}")
