"""One row for each scenario and contender, over all rounds: what every table and chart shows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.analysis.latency import pool
from bench.analysis.ratios import cpu_ratio, latency_ratio
from bench.analysis.statistics import NOTICEABLE, Estimate
from bench.results.run import ByComponent, Cell, Contender, Latency, PairedLatency, Results, Scenario, SerialLatency


@dataclass(frozen=True, slots=True)
class Figures:
    """The means of the rounds: CPU, statements and bytes of a request. Each round has as many questions."""

    cpu_ms: ByComponent
    sql_statements: float | None
    sql_blocks: float | None
    kilobytes: float
    cache_hit_ratio: float | None


@dataclass(frozen=True, slots=True)
class Row:
    scenario: Scenario
    contender: Contender
    figures: Figures | None
    """Of the valid rounds; of the invalid ones if no round is valid; None if nothing was measured."""
    valid: bool
    """At least one round is valid, so `figures` may be trusted."""
    remark: str | None
    """Why rounds are invalid, in the words of the gates; None if all are valid."""
    latency: Latency
    """Of one user, one request at a time: of the pairs, or alone in scenarios that write."""
    cpu_ratio: Estimate | None
    """Baseline / contender, CPU per request, of the rounds that are valid for both. None for the baseline itself."""
    latency_ratio: Estimate | None
    """Baseline / contender, time of one and the same question. None without pairs, or when answers differed."""


def rows(results: Results) -> list[Row]:
    """In the order of the table: scenarios as listed, the baseline first within each."""
    return [row for scenario in results.scenarios for row in rows_of(results, scenario)]


def rows_of(results: Results, scenario: Scenario) -> list[Row]:
    return [row(results, scenario, contender=contender) for contender in results.contenders]


def row(results: Results, scenario: Scenario, *, contender: Contender) -> Row:
    cells = results.cells_of(scenario.name, contender.name)
    pairs = pairs_of(results, scenario, contender=contender)
    comparable = contender != results.contenders[0] and not (pairs and pairs.differences)
    cpu_floor, latency_floor = noise(results)
    return Row(
        scenario=scenario,
        contender=contender,
        figures=figures(trusted(results, scenario, contender=contender)) if cells else None,
        valid=any(cell.valid for cell in cells),
        remark=remark(cells, pairs, rounds=results.conditions.rounds),
        latency=pool(latencies(results, scenario, contender=contender)),
        cpu_ratio=cpu_ratio(results.cells_of(scenario.name, results.contenders[0].name), cells, noticeable=cpu_floor)
        if comparable
        else None,
        latency_ratio=latency_ratio(pairs, noticeable=latency_floor) if comparable and pairs else None,
    )


def noise(results: Results) -> tuple[float, float]:
    """How far from 1 a ratio must be to be clear: 5 %, or what this machine makes of equal contenders."""
    floor = results.noise_floor
    return (max(NOTICEABLE, floor.cpu), max(NOTICEABLE, floor.latency)) if floor else (NOTICEABLE, NOTICEABLE)


def trusted(results: Results, scenario: Scenario, *, contender: Contender) -> list[Cell]:
    """The valid cells, or all of them where none is valid: shown with the reason, never left out."""
    cells = results.cells_of(scenario.name, contender.name)
    return [cell for cell in cells if cell.valid] or cells


def pairs_of(results: Results, scenario: Scenario, *, contender: Contender) -> PairedLatency | None:
    pairs = (pair for pair in results.paired if (pair.scenario, pair.contender) == (scenario.name, contender.name))
    return next(pairs, None)


def latencies(results: Results, scenario: Scenario, *, contender: Contender) -> list[Latency]:
    """One for a contender; for the baseline one of each comparison that it stood in."""
    pairs = [pair for pair in results.paired if pair.scenario == scenario.name]
    return [
        *(pair.baseline_latency for pair in pairs if pair.baseline == contender.name),
        *(pair.contender_latency for pair in pairs if pair.contender == contender.name),
        *(alone.latency for alone in results.serial if _is_of(alone, scenario, contender=contender)),
    ]


def _is_of(alone: SerialLatency, scenario: Scenario, *, contender: Contender) -> bool:
    return (alone.scenario, alone.contender) == (scenario.name, contender.name)


def figures(cells: Sequence[Cell]) -> Figures:
    return Figures(
        cpu_ms=ByComponent(
            service=per_request(cells, lambda cell: cell.cpu_ms_per_request.service) or 0.0,
            database=per_request(cells, lambda cell: cell.cpu_ms_per_request.database),
            cache=per_request(cells, lambda cell: cell.cpu_ms_per_request.cache),
        ),
        sql_statements=per_request(cells, lambda cell: cell.sql_statements_per_request),
        sql_blocks=per_request(cells, lambda cell: cell.sql_blocks_per_request),
        kilobytes=(per_request(cells, lambda cell: cell.bytes_per_request) or 0.0) / 1000,
        cache_hit_ratio=per_request(cells, lambda cell: cell.cache_hit_ratio),
    )


def per_request(cells: Sequence[Cell], figure: Callable[[Cell], float | None]) -> float | None:
    """The mean of these rounds; None where some round does not know the figure.

    Not of the requests: a fast contender passes over cheap questions more often than over dear ones.
    """
    values = [figure(cell) for cell in cells if cell.requests]
    known = [value for value in values if value is not None]
    return fmean(known) if known and len(known) == len(values) else None


def remark(cells: Sequence[Cell], pairs: PairedLatency | None, *, rounds: int) -> str | None:
    remarks = [remark_on_rounds(cells, rounds=rounds)]
    if pairs and pairs.differences:
        remarks.append(f"no ratio: {pairs.differences} of {len(pairs.pairs_ms)} answers differ from the baseline's")
    return "; ".join(remark for remark in remarks if remark) or None


def remark_on_rounds(cells: Sequence[Cell], *, rounds: int) -> str | None:
    if not cells:
        return "not measured"
    invalid = [cell for cell in cells if not cell.valid]
    reasons = "; ".join(kinds_of_reasons(invalid))
    if len(invalid) == len(cells):
        return f"invalid: {reasons}"
    if invalid:
        return f"{len(invalid)} of {len(cells)} rounds invalid: {reasons}"
    return None if len(cells) == rounds else f"{len(cells)} of {rounds} rounds measured"


def kinds_of_reasons(invalid: Sequence[Cell]) -> list[str]:
    """Every reason once, with the figures of its first round: `12 iterations were dropped` stands for 9 as well."""
    kinds: dict[str, str] = {}
    for cell in invalid:
        first_line = (cell.invalid_reason or "no reason given").partition("\n")[0]
        for reason in first_line.split("; "):
            kinds.setdefault(re.sub(r"[\d.,]+", "#", reason), reason)
    return list(kinds.values())
