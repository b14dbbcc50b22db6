"""The cost of a traffic: idle CPU + busy CPU × requests a second, and the points that k6 measured at constant rates."""

from bench.analysis.rows import rows
from bench.results.run import Capacity, Plateau, Results

# A measured point this far from its line is named in a sentence.
NEAR = 0.15


def line_cores(results: Results, capacity: Capacity, *, per_s: float) -> float | None:
    """What the line says for so many requests a second of the capacity's scenario. None if a part was not measured."""
    idle = next((each.cpu_ms_per_s.total for each in results.idle if each.contender == capacity.contender), None)
    mine = (capacity.scenario, capacity.contender)
    row = next((row for row in rows(results) if (row.scenario.name, row.contender.name) == mine), None)
    if idle is None or row is None or row.figures is None or not row.valid:
        return None
    return (idle + row.figures.cpu_ms.total * per_s) / 1000


def measured_cores(plateau: Plateau) -> float:
    return plateau.cpu_ms_per_request.total * plateau.requests_per_s / 1000


def off_the_line(results: Results, capacity: Capacity) -> list[tuple[Plateau, float]]:
    """The points that are more than 15 % away, with measured ÷ expected cores."""
    found = []
    for plateau in capacity.plateaus:
        expected = line_cores(results, capacity, per_s=plateau.requests_per_s)
        if expected and abs(measured_cores(plateau) / expected - 1) > NEAR:
            found.append((plateau, measured_cores(plateau) / expected))
    return found
