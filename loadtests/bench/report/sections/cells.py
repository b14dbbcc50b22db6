"""Every cell, in the order in which the cells were measured."""

from bench.report.numbers import UNKNOWN, count, number, percent
from bench.report.sections.section import Line, Section, Table, columns
from bench.results.run import Cell, Results

COLUMNS = columns(
    "no., round, scenario, contender, questions, requests, seconds, CPU ms, busy cores, load generator's cores, SQL, "
    "blocks, others' CPU, cache hits, valid"
)


def cells_section(results: Results) -> Section | None:
    if not results.cells:
        return None
    lines = [
        Line(_cells(cell), cell.contender, remark=cell.invalid_reason or "", valid=cell.valid)
        for cell in sorted(results.cells, key=lambda cell: cell.position)
    ]
    table = Table("Every cell, in the order in which they were measured", COLUMNS, lines, keys=4)
    return Section("Every cell, with the load generator's cores", tables=[table], long=True)


def _cells(cell: Cell) -> list[str]:
    hits = cell.cache_hit_ratio
    return [
        str(cell.position),
        str(cell.round),
        cell.scenario,
        cell.contender,
        f"{cell.questions:,}",
        f"{cell.requests:,}",
        number(cell.duration_s),
        number(cell.cpu_ms_per_request.total),
        number(cell.cores),
        number(cell.load_cores),
        count(cell.sql_statements_per_request),
        count(cell.sql_blocks_per_request),
        UNKNOWN if cell.foreign_cpu_share is None else percent(cell.foreign_cpu_share),
        UNKNOWN if hits is None else percent(hits),
        "yes" if cell.valid else f"invalid: {cell.invalid_reason}",
    ]
