"""The cost of a reader's own traffic."""

from bench.analysis.cost import line_cores, measured_cores, off_the_line
from bench.report.figures.cost import cost
from bench.report.findings import cost_finding
from bench.report.numbers import count, factor, number
from bench.report.sections.section import Line, Section, Table, columns
from bench.results.run import Capacity, Results

COLUMNS = columns("contender, requests/s, busy cores, by the line", words="contender")


def cost_section(results: Results) -> Section | None:
    known = [line_cores(results, each, per_s=1.0) for each in results.capacity]
    if not known or None in known:
        return None
    lines = [
        Line(
            [
                capacity.contender,
                number(plateau.requests_per_s),
                number(measured_cores(plateau)),
                number(line_cores(results, capacity, per_s=plateau.requests_per_s)),
            ],
            capacity.contender,
        )
        for capacity in results.capacity
        for plateau in capacity.plateaus
    ]
    return Section(
        heading="Cost at your traffic",
        sentence=f"{cost_finding(results)}.",
        figure=lambda: cost(results),
        tables=[Table(f"Busy cores at constant rates of {results.capacity[0].scenario}", COLUMNS, lines, keys=2)],
        notes=[words for each in results.capacity if (words := _off_the_line(results, each))],
    )


def _off_the_line(results: Results, capacity: Capacity) -> str:
    found = [f"{factor(share)} at {count(each.requests_per_s)}/s" for each, share in off_the_line(results, capacity)]
    if not found:
        return ""
    return (
        f"{capacity.contender} uses more or less than its line says: {', '.join(found)}. Between idle and busy a "
        "request also pays for the wake-up of a sleeping process and for a cold processor."
    )
