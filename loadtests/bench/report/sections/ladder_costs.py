"""What the rungs of a ladder cost: CPU of a request, room, time to build, and writes."""

from collections.abc import Callable

from bench.analysis.ladder import added_bytes, size_bytes, steps
from bench.analysis.rows import Figures, figures
from bench.report.numbers import UNKNOWN, count, number
from bench.report.sections.section import Column, Line, Section, Table, columns
from bench.results.run import Results, Rung

RUNG = Column("rung", words=True)
COSTS = columns(
    "rung, added MB, seconds to build, tables and indexes in MB, CPU ms of a write, SQL statements of a page",
    words="rung",
)
# The scenarios of the last two columns.
WRITE, PAGE = "write", "list"


def scenario_columns(results: Results) -> list[Column]:
    return [Column(scenario.name) for scenario in results.scenarios]


def cpu_section(results: Results) -> Section:
    lines = [
        Line([rung.contender, *(_figure(results, rung, scenario=each.name, of=_total) for each in results.scenarios)])
        for rung in steps(results)
    ]
    sentence = "CPU ms of a request: service, database and cache together, while they are busy."
    table = Table("CPU ms of a request", [RUNG, *scenario_columns(results)], lines)
    return Section("CPU of a request", sentence, tables=[table])


def costs_section(results: Results) -> Section:
    lines = [_line(results, rung) for rung in steps(results)]
    return Section(
        "What a rung costs",
        "Added MB: of tables and indexes, compared with the rung below. Seconds: to build the structures and VACUUM "
        "them. A write: to create, read back, change and delete a customer; each is a request.",
        tables=[Table("Room, time to build, and writes", COSTS, lines)],
    )


def _line(results: Results, rung: Rung) -> Line:
    return Line(
        [
            rung.contender,
            _megabytes(added_bytes(results, rung)),
            number(rung.build_s),
            _megabytes(size_bytes(rung)),
            _figure(results, rung, scenario=WRITE, of=_total),
            _figure(results, rung, scenario=PAGE, of=_statements),
        ]
    )


def _figure(results: Results, rung: Rung, *, scenario: str, of: Callable[[Figures], str]) -> str:
    """Of the valid rounds."""
    cells = [cell for cell in results.cells_of(scenario, rung.contender) if cell.valid]
    return of(figures(cells)) if cells else UNKNOWN


def _total(found: Figures) -> str:
    return number(found.cpu_ms.total)


def _statements(found: Figures) -> str:
    return count(found.sql_statements)


def _megabytes(size: int | None) -> str:
    return UNKNOWN if size is None else f"{round(size / 1e6):,}"
