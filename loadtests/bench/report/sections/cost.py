"""The cost of a reader's own traffic."""

from bench.analysis.cost import CostLine, at_its_most, cost_lines, measured_cores, off_the_line
from bench.report.figures.cost import cost
from bench.report.findings import cost_finding
from bench.report.numbers import count, factor, number
from bench.report.sections.section import Line, Section, Table, columns
from bench.results.run import Capacity, Plateau, Results

COLUMNS = columns("contender, requests/s, busy cores, by the line", words="contender")


def cost_section(results: Results) -> Section | None:
    lines = cost_lines(results)
    if not lines or len(lines) < len(results.capacity):
        return None
    return Section(
        heading="Cost at your traffic",
        sentence=f"{cost_finding(results)}.",
        figure=lambda: cost(results),
        tables=[
            Table(
                f"Busy cores at constant rates of {results.capacity[0].scenario}",
                COLUMNS,
                [_line(each, plateau, line=line) for each, line in lines for plateau in each.plateaus],
                keys=2,
            )
        ],
        notes=[
            words
            for each, line in lines
            for words in (_off_the_line(each, line), _at_its_most(each, line, cores=results.conditions.host.cores))
            if words
        ],
    )


def _line(capacity: Capacity, plateau: Plateau, *, line: CostLine) -> Line:
    per_s = plateau.requests_per_s
    cells = [capacity.contender, number(per_s), number(measured_cores(plateau)), number(line.cores(per_s))]
    return Line(cells, capacity.contender)


def _off_the_line(capacity: Capacity, line: CostLine) -> str:
    found = [f"{factor(share)} at {count(each.requests_per_s)}/s" for each, share in off_the_line(line, capacity)]
    if not found:
        return ""
    return (
        f"{capacity.contender} uses more or less than its line says: {', '.join(found)}. Between idle and busy a "
        "request also pays for the wake-up of a sleeping process and for a cold processor, and a machine that became "
        "faster or slower since the rounds moves a point, too."
    )


def _at_its_most(capacity: Capacity, line: CostLine, *, cores: int) -> str:
    found = at_its_most(line, capacity)
    if found is None:
        return ""
    plateau, busy = found
    return (
        f"{capacity.contender} answered at most {count(plateau.requests_per_s)} requests/s. By its line, and with the "
        f"{number(plateau.k6_cores)} cores of k6, that is {number(busy)} of {cores} cores."
    )
