"""Every cell, in the order in which the cells were measured."""

from bench.report.numbers import UNKNOWN, count, number, percent
from bench.report.sections.section import Line, Section, Table, columns
from bench.results.run import Cell, Results

COLUMNS = columns(
    "no., round, scenario, contender, offered/s, achieved/s, requests, p50 ms, CPU ms, SQL, blocks, k6's share of CPU, "
    "others' CPU, cache hits, tries, valid"
)


def cells_section(results: Results) -> Section | None:
    if not results.cells:
        return None
    lines = [
        Line(_cells(cell), cell.contender, remark=cell.invalid_reason or "", valid=cell.valid)
        for cell in sorted(results.cells, key=lambda cell: cell.position)
    ]
    table = Table("Every cell, in the order in which they were measured", COLUMNS, lines, keys=4)
    return Section("Every cell, with the generator's share of CPU", tables=[table], long=True)


def _cells(cell: Cell) -> list[str]:
    hits = cell.cache_hit_ratio
    return [
        str(cell.position),
        str(cell.round),
        cell.scenario,
        cell.contender,
        UNKNOWN if cell.offered_per_s is None else count(cell.offered_per_s),
        number(cell.achieved_per_s),
        f"{cell.requests:,}",
        number(cell.latency.p50_ms),
        number(cell.cpu_ms_per_request.total),
        count(cell.sql_statements_per_request),
        count(cell.sql_blocks_per_request),
        percent(cell.k6_share),
        UNKNOWN if cell.foreign_cpu_share is None else percent(cell.foreign_cpu_share),
        UNKNOWN if hits is None else percent(hits),
        str(cell.attempts),
        "yes" if cell.valid else f"invalid: {cell.invalid_reason}",
    ]
