"""The cost of a traffic: idle CPU + busy CPU × requests a second, and the points that k6 measured at constant rates."""

from dataclasses import dataclass

from bench.analysis.rows import rows
from bench.results.run import Capacity, Plateau, Results

# A measured point this far from its line is named in a sentence.
NEAR = 0.15


@dataclass(frozen=True, slots=True)
class CostLine:
    idle_ms_per_s: float
    busy_ms_per_request: float

    def cores(self, per_s: float) -> float:
        """Busy cores at so many requests a second."""
        return (self.idle_ms_per_s + self.busy_ms_per_request * per_s) / 1000


def cost_line(results: Results, capacity: Capacity) -> CostLine | None:
    """Of the capacity's contender and scenario. None if a part was not measured."""
    idle = next((each.cpu_ms_per_s.total for each in results.idle if each.contender == capacity.contender), None)
    mine = (capacity.scenario, capacity.contender)
    row = next((row for row in rows(results) if (row.scenario.name, row.contender.name) == mine), None)
    if idle is None or row is None or row.figures is None or not row.valid:
        return None
    return CostLine(idle, row.figures.cpu_ms.total)


def cost_lines(results: Results) -> list[tuple[Capacity, CostLine]]:
    """Of the contenders that have one."""
    return [(each, line) for each in results.capacity if (line := cost_line(results, each))]


def measured_cores(plateau: Plateau) -> float:
    return plateau.cpu_ms_per_request.total * plateau.requests_per_s / 1000


def off_the_line(line: CostLine, capacity: Capacity) -> list[tuple[Plateau, float]]:
    """The points that are more than 15 % away, with measured ÷ expected cores."""
    shares = [(plateau, measured_cores(plateau) / line.cores(plateau.requests_per_s)) for plateau in capacity.plateaus]
    return [(plateau, share) for plateau, share in shares if abs(share - 1) > NEAR]


def at_its_most(line: CostLine, capacity: Capacity) -> tuple[Plateau, float] | None:
    """The plateau with most answers a second, and the busy cores of the whole machine there: by the line, and k6's
    own. If the line is right, that is about all cores where nothing but CPU time is the limit. None if no plateau
    offered as much as users without pauses get.
    """
    at_the_limit = [plateau for plateau in capacity.plateaus if plateau.share >= 1]
    if not at_the_limit:
        return None
    most = max(at_the_limit, key=lambda plateau: plateau.requests_per_s)
    return most, line.cores(most.requests_per_s) + most.k6_cores
