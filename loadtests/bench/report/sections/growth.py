"""How costs grow with the table, and with the depth of a page."""

from bench.analysis.slopes import sentences
from bench.report.figures.growth import growth
from bench.report.findings import growth_finding
from bench.report.sections.section import Section
from bench.results.run import Results


def growth_section(curve: Results | None) -> Section | None:
    if not curve or not curve.curve:
        return None
    return Section(
        "How costs grow",
        f"{growth_finding(curve)}.",
        figure=lambda: growth(curve),
        notes=sentences(curve),
        notes_heading="The slopes in words",
    )
