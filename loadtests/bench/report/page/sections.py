"""A section of a report on the page: open with its figure, or folded where it is a table or a list."""

from collections.abc import Iterator, Mapping, Sequence

from bench.report.markup import Markup, element
from bench.report.page.figures import figure
from bench.report.page.tables import table
from bench.report.sections.section import Section


def section(shown: Section, numbers: Mapping[str, int], *more: Markup, known: Sequence[str]) -> Markup:
    """`numbers`: those of the contenders on the page. `more` stands at the end. `known`: the run's conditions."""
    if not shown.figure and not shown.terms:
        return folded(shown.heading, *_content(shown, numbers, known=known))
    name = shown.heading.lower().replace(" ", "-")
    return element("section", element("h2", shown.heading), *_content(shown, numbers, known=known), *more, id=name)


def _content(shown: Section, numbers: Mapping[str, int], *, known: Sequence[str]) -> Iterator[Markup]:
    if shown.terms:
        yield element("dl", *(_term(*each) for each in shown.terms), class_="terms")
        return
    if shown.sentence:
        yield element("p", shown.sentence, class_="finding")
    if shown.findings:
        found = [element("li", each.words, class_=f"of-{numbers[each.contender]}") for each in shown.findings]
        yield element("ul", *found, class_="findings")
    if shown.figure:
        yield figure(shown.figure(), numbers, known=known)
    for each in shown.tables:
        grid = table(each, numbers)
        yield folded(each.title, grid) if shown.figure and not each.groups else grid
    if shown.notes:
        yield folded(shown.notes_heading, listed(shown.notes))


def _term(term: str, words: str) -> Markup:
    return element("div", element("dt", term), element("dd", words))


def folded(summary: str, *content: Markup) -> Markup:
    return element("details", element("summary", summary), *content)


def listed(lines: Sequence[str]) -> Markup:
    return element("ul", *(element("li", line) for line in lines))
