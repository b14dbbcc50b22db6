"""media/report.html: one run, and the newest curve, as a page to explore. One file that fetches nothing.

It can be read without its script, which shows the exact figure of the mark that a reader points at.
"""

import base64
import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from bench.analysis.overall import overall
from bench.report.charts.theme import PALETTES
from bench.report.figures.ladder import COMPONENTS
from bench.report.findings import cpu_finding, ladder_finding
from bench.report.markup import Markup, element
from bench.report.numbers import factor, number
from bench.report.page.sections import section
from bench.report.sections.run import sections
from bench.report.words import commit_words, conditions_words, counted, plain_cpu
from bench.results.files import dashboard_name, file_name
from bench.results.run import Results

FOLDER = Path(__file__).parent


def report_page(
    results: Results,
    *,
    curve: Results | None = None,
    ladder: Results | None = None,
    neighbours: Container[str] = (),
) -> str:
    """`neighbours`: files in the page's folder. The page links those that belong to the run."""
    numbers = numbers_of(results, curve, ladder=ladder)
    style, script = style_of(len(numbers)), (FOLDER / "report.js").read_text(encoding="utf-8")
    body = element(
        "body",
        element("header", *heading(results)),
        toolbar(numbers),
        element("main", *main(results, curve=curve, ladder=ladder, numbers=numbers, neighbours=neighbours)),
        element("script", Markup(script)),
    )
    return document(f"{names_of(results)}: {finding_of(results)}", body, style=style, script=script)


def document(title: str, body: Markup, *, style: str, script: str) -> str:
    """A page that fetches nothing."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", http_equiv="Content-Security-Policy", content=policy(style, script)),
        element("title", title),
        element("style", Markup(style)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def numbers_of(results: Results, curve: Results | None, *, ladder: Results | None = None) -> Mapping[str, int]:
    """The number of each colour: of the run's contenders, then of those that only the curve has, and of the components
    that a ladder tells apart. The rungs of a ladder have no colours of their own."""
    alone = results.kind == "ladder"
    everybody = [each.name for each in (*(() if alone else results.contenders), *(curve.contenders if curve else ()))]
    components = COMPONENTS if ladder or alone else ()
    return {name: i for i, name in enumerate(dict.fromkeys([*everybody, *components]))}


def style_of(contenders: int) -> str:
    """The style sheet, the charts' colours, and two rules for each contender: its colour, and its switch."""
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
    """The browser fetches nothing and runs this script alone, whatever text the results contain."""
    return f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def names_of(results: Results) -> str:
    *first, last = [contender.name for contender in results.contenders]
    return f"{', '.join(first)} and {last}" if first else last


def finding_of(results: Results) -> str:
    return ladder_finding(results) if results.kind == "ladder" else cpu_finding(results)


def heading(results: Results) -> Iterator[Markup]:
    """The finding; below it the contenders, the machine and the date."""
    run = results.conditions
    machine = f"{plain_cpu(run.host.cpu_model)}, {counted(run.host.cores, 'core')}"
    measured = f"{commit_words(run)}, measured on {run.created[:10]} on {machine}"
    yield element("h1", finding_of(results))
    yield element(
        "p",
        f"{names_of(results)}, each with the same {run.rows:,} customers, asked the same questions: {measured}, "
        f"in {run.mode} mode with {counted(run.rounds, 'round')}.",
        class_="lead",
    )
    yield element("dl", *tiles(results), class_="tiles")


def tiles(results: Results) -> Iterator[Markup]:
    baseline = results.contenders[0].name
    for mean in overall(results) if results.kind != "ladder" else ():
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
    """Switches for the contenders, which are the charts' legend, too, and for the theme. They need no script."""
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


def main(
    results: Results,
    *,
    curve: Results | None,
    ladder: Results | None,
    numbers: Mapping[str, int],
    neighbours: Container[str],
) -> Iterator[Markup]:
    *others, conditions = sections(results, curve, ladder=ladder)
    known = conditions_words(results)
    yield from (section(each, numbers, known=known) for each in others)
    more_results = [each for each in (curve, ladder) if each]
    commands = [*(each.conditions.command for each in (results, *more_results)), "bench report"]
    more = [
        element("h3", "The commands that made this page"),
        element("pre", element("code", "\n".join(commands)), tabindex=0),
    ]
    if links := list(links_of(results, more_results, neighbours=neighbours)):
        more += [element("h3", "Files next to this page"), element("ul", *links)]
    yield section(conditions, numbers, *more, known=known)


def links_of(results: Results, others: Sequence[Results], *, neighbours: Container[str]) -> Iterator[Markup]:
    files = {"results.md": "the tables and charts as Markdown", f"results/{file_name(results)}": "this run's JSON"}
    for each in others:
        files[f"results/{file_name(each)}"] = f"the {each.kind}'s JSON"
    for contender in results.contenders:
        files[dashboard_name(contender.name)] = f"k6's own dashboard of the classic profile, {contender.name}"
    for file, words in files.items():
        if file in neighbours:
            yield element("li", element("a", file, href=quote(file)), f": {words}")
