"""The geometric mean over the scenarios."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.analysis.rows import Row, rows
from bench.analysis.statistics import geometric_mean
from bench.results.run import Contender, Results


@dataclass(frozen=True, slots=True)
class Overall:
    """The geometric mean of the scenarios' ratios: always shown next to the table, never instead of it."""

    contender: Contender
    cpu: float | None
    cpu_scenarios: int
    latency: float | None
    latency_scenarios: int
    scenarios: int


def overall(results: Results) -> list[Overall]:
    table = rows(results)
    return [overall_of(contender, table) for contender in results.contenders[1:]]


def overall_of(contender: Contender, table: Sequence[Row]) -> Overall:
    mine = [row for row in table if row.contender == contender]
    cpu = [row.cpu_ratio.value for row in mine if row.cpu_ratio]
    latency = [row.latency_ratio.value for row in mine if row.latency_ratio]
    return Overall(
        contender=contender,
        cpu=geometric_mean(cpu) if cpu else None,
        cpu_scenarios=len(cpu),
        latency=geometric_mean(latency) if latency else None,
        latency_scenarios=len(latency),
        scenarios=len(mine),
    )
