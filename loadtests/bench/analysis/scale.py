"""What a traffic on a table needs, from the busy CPU of a run and the growth that a curve measured.

cores of a component = idle + requests a second × Σ share × busy CPU × growth(rows) ÷ growth(rows of the run)
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.analysis.growth import Growth, Linear, Sorting, growth
from bench.analysis.rows import row
from bench.results.run import ByComponent, Contender, CurvePoint, Results

COMPONENTS = ("service", "database", "cache")

# Of 100 requests. `list_hot` are pages that the cache holds.
TRAFFIC = {"list_hot": 0.40, "list": 0.20, "detail": 0.20, "filter": 0.08, "search": 0.07, "write": 0.05}

# What looks up words or parts of words.
BY_WORDS = ("filter", "search")


@dataclass(frozen=True, slots=True)
class Cores:
    """Busy cores."""

    service: float
    database: float
    cache: float

    @property
    def total(self) -> float:
        return self.service + self.database + self.cache


@dataclass(frozen=True, slots=True)
class Machine:
    """The largest machine that is taken for a database before it is split."""

    cores: int = 64
    memory_bytes: int = 512 * 10**9
    disk_bytes: int = 8 * 10**12
    most_used: float = 0.6
    """Of its cores, and of those of a replica. Queues grow fast above it, and a failed replica's work needs room."""


@dataclass(frozen=True, slots=True)
class Scale:
    """`run` and `curve` are results of the same contenders."""

    run: Results
    curve: Results
    traffic: Mapping[str, float] = field(default_factory=lambda: TRAFFIC)

    def cores(self, contender: Contender, *, rows: int, per_s: float) -> Cores | None:
        """None if a scenario of the traffic, or the idle CPU, was not measured."""
        idle = next((each.cpu_ms_per_s for each in self.run.idle if each.contender == contender.name), None)
        busy = {name: self._busy_ms(contender, name) for name in self.traffic}
        if idle is None or None in busy.values():
            return None
        found = {}
        for component in COMPONENTS:
            ms = sum(
                share * _of(busy[name], component) * self._growth(contender, name, component=component, rows=rows)
                for name, share in self.traffic.items()
            )
            found[component] = (_of(idle, component) + per_s * ms) / 1000
        return Cores(**found)

    def figure(
        self, contender: Contender, scenario: str, *, value: Callable[[CurvePoint], float | None], reads: bool = True
    ) -> Growth | None:
        """The growth of one figure of the curve. `reads`: whether what PostgreSQL reads is a part of it."""
        points = self._points(contender, scenario)
        blocks = [(each.rows, each.sql_blocks_per_request or 0.0) for each in points if reads]
        return growth(
            [(each.rows, value(each) or 0.0) for each in points], blocks=blocks, by_words=reads and scenario in BY_WORDS
        )

    def disk_bytes(self, contender: Contender) -> Linear | None:
        tables = [each for each in self.curve.tables if each.contender == contender.name]
        return Linear.through([(each.rows, each.disk_bytes or 0.0) for each in tables])

    def seeding_s(self, contender: Contender) -> Sorting | None:
        """Most of it builds indexes."""
        tables = [each for each in self.curve.tables if each.contender == contender.name]
        return Sorting.through([(each.rows, each.seeding_s or 0.0) for each in tables])

    def _busy_ms(self, contender: Contender, scenario: str) -> ByComponent | None:
        known = next((each for each in self.run.scenarios if each.name == scenario), None)
        if known is None:
            return None
        measured = row(self.run, known, contender=contender)
        return measured.figures.cpu_ms if measured.figures and measured.valid else None

    def _growth(self, contender: Contender, scenario: str, *, component: str, rows: int) -> float:
        """1 for answers out of the cache, and for writes, which the curve does not measure: the depth of a B-tree
        grows by one level when the table grows some hundred times."""
        if scenario.endswith("_hot") and contender.cached:
            return 1.0
        found = self.figure(
            contender,
            scenario.removesuffix("_hot"),
            value=lambda point: _of(point.cpu_ms_per_request, component),
            reads=component == "database",
        )
        return found.at(rows) / found.at(self.run.conditions.rows) if found else 1.0

    def _points(self, contender: Contender, scenario: str) -> list[CurvePoint]:
        mine = ("rows", scenario, contender.name)
        return [each for each in self.curve.curve if (each.axis, each.scenario, each.contender) == mine and each.valid]


def replicas(cores: Cores, *, cores_of_a_replica: int = 2, machine: Machine) -> int:
    """At least two, so that one can fail."""
    return max(2, math.ceil(cores.service / (cores_of_a_replica * machine.most_used)))


def _of(values: ByComponent | None, component: str) -> float:
    return (getattr(values, component) if values else None) or 0.0
