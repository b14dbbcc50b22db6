"""The cost of a request at a contender's own rate, next to its cost at the common one."""

from bench.analysis.rows import per_request
from bench.report.numbers import number
from bench.report.sections.idle import idle_ms_per_request
from bench.report.sections.section import Line, Section, Table, columns
from bench.results.run import Cell, Results

SENTENCE = (
    "Contenders that carry more than the common rate are measured once more, at half of their own capacity (at most "
    "200 requests a second). Rates differ, so these figures give no ratio."
)
COLUMNS = columns("scenario, contender, offered/s, total CPU ms, at the common rate, of it idle")


def own_rates_section(results: Results) -> Section | None:
    if not results.own_rate:
        return None
    lines = [_line(results, cell) for cell in results.own_rate]
    return Section("Own rates", SENTENCE, tables=[Table("At a contender's own rate", COLUMNS, lines, keys=2)])


def _line(results: Results, cell: Cell) -> Line:
    valid = [each for each in results.cells_of(cell.scenario, cell.contender) if each.valid]
    at_common = per_request(valid, lambda each: each.cpu_ms_per_request.total)
    per_s = sum(each.requests for each in valid) / sum(each.duration_s for each in valid) if valid else 0.0
    cells = [
        cell.scenario,
        cell.contender,
        number(cell.offered_per_s),
        number(cell.cpu_ms_per_request.total) if cell.valid else f"invalid: {cell.invalid_reason}",
        number(at_common),
        number(idle_ms_per_request(results, cell.contender, requests_per_s=per_s)),
    ]
    return Line(cells, cell.contender, valid=cell.valid)
