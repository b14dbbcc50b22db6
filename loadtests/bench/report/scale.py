"""docs/scale.md: what more traffic and more rows need. No figure in it is written by hand."""

import math
from pathlib import Path

from bench.analysis.growth import FITTED_ROWS
from bench.analysis.prediction import predictions
from bench.analysis.scale import Machine, Scale, replicas
from bench.errors import BenchError
from bench.report.markdown import grid
from bench.report.numbers import UNKNOWN, count, number
from bench.report.scale_words import at_rows, busy, paragraph, rows_in_words, size, time_of
from bench.report.sections.section import Column, columns
from bench.results.files import file_name
from bench.results.folder import newest
from bench.results.run import Contender

RATES_PER_S = (100, 1_000, 10_000)
ROWS = (30_000_000, 300_000_000, 3_000_000_000)
# The objective of the capacity: an answer takes no longer.
OBJECTIVE_MS = 250.0
MACHINE = Machine()


def scale_of(media: Path) -> Scale:
    """Of the newest published run and curve."""
    run, curve = newest(media, "run"), newest(media, "curve")
    if run is None or curve is None:
        raise BenchError(f"{media / 'results'} needs a run and a curve: `bench run`, `bench curve`, `bench publish`.")
    return Scale(run, curve)


def scale_page(scale: Scale) -> str:
    parts = [
        "# Beyond one machine",
        _conclusion(scale),
        "## Cores",
        _assumptions(scale),
        grid(_CORES, _cores(scale)),
        paragraph(
            f"Busy cores. A replica has 2 cores, and it and the database use at most {MACHINE.most_used:.0%} of",
            "theirs. There are at least 2 replicas. “–” is not measured.",
        ),
        "## Rows",
        grid(_SIZES, _sizes(scale)),
        paragraph(
            "Memory is needed for the part of the disk that requests read; at most, all of it. Times are those of",
            "one user on the machine of the curve.",
        ),
        "## When to change the design",
        *_thresholds(scale),
        "## The formulas",
        _FORMULAS.format(fitted=rows_in_words(FITTED_ROWS)),
        "## Prediction and measurement",
        *_check(scale),
        "## Sources",
        _sources(scale),
    ]
    return "\n\n".join(parts) + "\n"


_WORDS = "rows, contender"
_NEEDED = columns("service, database, cache, replicas, cores of the database's machine", words="")
_CORES = (*columns("rows, requests/s, contender", words=_WORDS), *_NEEDED)
_SIZES = columns("rows, contender, disk, seeding, one page of the list, a search", words=_WORDS)
_THRESHOLDS = (
    *columns("contender, partition", words="contender"),
    Column("several machines, for the disk"),
    Column("several machines, for the CPU", words=True),
    Column("search engine"),
)
_ERRORS = columns("rows, contender, figure, predicted, measured, error", words="rows, contender, figure")
_FORMULAS = """\
```text
cores of a component = idle + requests a second × Σ share × busy CPU of the run × g(rows) ÷ g(rows of the run)
g(rows)              = fixed + rows × each for what reads all rows, as the blocks of the curve show it, and for filter
                       and search, because an index of words reads every entry of a word;
                       factor × rows ^ slope for all else; fitted to the curve up to {fitted} rows
times                = as g(rows)
disk                 = fixed + rows × each, fitted to the curve up to {fitted} rows
seeding              = fixed + rows × log2(rows) × each, because building indexes sorts; fitted alike
replicas             = service cores ÷ (2 × 60 %), rounded up, at least 2
rows of a limit      = the formula of its figure, solved for the rows
```

A cost that falls as the table grows counts as constant. The formulas know nothing of memory: a table of which more is
asked than shared_buffers hold costs more than they say. An answer out of the cache does not grow, and a write counts as
constant, because the curve does not measure it. `bench scale` computes this page; the formulas are in
[`scale.py`](../loadtests/bench/analysis/scale.py) and [`growth.py`](../loadtests/bench/analysis/growth.py)."""


def _conclusion(scale: Scale) -> str:
    words = []
    for contender in scale.run.contenders:
        cores = scale.cores(contender, rows=ROWS[0], per_s=RATES_PER_S[1])
        words.append(f"{contender.name} {busy(cores.total) if cores else UNKNOWN} cores")
    return paragraph(
        f"{RATES_PER_S[1]:,} requests a second on {rows_in_words(ROWS[0])} rows need: {', '.join(words)}. All figures",
        "are extrapolated from one machine by the formulas below.",
    )


def _assumptions(scale: Scale) -> str:
    shares = ", ".join(f"{share:.0%} {name}" for name, share in scale.traffic.items())
    return paragraph(f"The requests: {shares}; `list_hot` is a page that the cache holds.")


def _cores(scale: Scale) -> list[list[str]]:
    lines = []
    for rows in ROWS:
        for per_s in RATES_PER_S:
            for contender in scale.run.contenders:
                cores = scale.cores(contender, rows=rows, per_s=per_s)
                figures = [UNKNOWN] * len(_NEEDED)
                if cores:
                    figures = [busy(cores.service), busy(cores.database), busy(cores.cache)]
                    figures += [count(replicas(cores, machine=MACHINE))]
                    figures += [busy(math.ceil(cores.database / MACHINE.most_used))]
                lines.append([rows_in_words(rows), f"{per_s:,}", contender.name, *figures])
    return lines


def _sizes(scale: Scale) -> list[list[str]]:
    return [
        [
            rows_in_words(rows),
            contender.name,
            size(disk.at(rows)) if (disk := scale.disk_bytes(contender)) else UNKNOWN,
            time_of(seeding.at(rows)) if (seeding := scale.seeding_s(contender)) else UNKNOWN,
            _median(scale, contender, scenario="list", rows=rows),
            _median(scale, contender, scenario="search", rows=rows),
        ]
        for rows in ROWS
        for contender in scale.run.contenders
    ]


def _median(scale: Scale, contender: Contender, *, scenario: str, rows: int) -> str:
    found = scale.figure(contender, scenario, value=lambda point: point.median_ms)
    return time_of(found.at(rows) / 1000) if found else UNKNOWN


def _thresholds(scale: Scale) -> list[str]:
    machine = f"{MACHINE.cores} cores, {size(MACHINE.memory_bytes)} of memory and {size(MACHINE.disk_bytes)} of disk"
    lines = []
    for contender in scale.run.contenders:
        disk = scale.disk_bytes(contender)
        search = scale.figure(contender, "search", value=lambda point: point.median_ms)
        partition = at_rows(disk.reaches(MACHINE.memory_bytes)) if disk else UNKNOWN
        several = at_rows(disk.reaches(MACHINE.disk_bytes)) if disk else UNKNOWN
        engine = at_rows(search.reaches(OBJECTIVE_MS)) if search else UNKNOWN
        rates = "; ".join(f"{rows_in_words(rows)} rows: {_most_per_s(scale, contender, rows=rows)}" for rows in ROWS)
        lines.append([contender.name, partition, several, rates, engine])
    return [
        f"The database's machine has at most {machine}.",
        grid(_THRESHOLDS, lines),
        paragraph(
            "Partition when the tables are larger than the memory, so that the partitions in use stay in it. Several",
            "machines, such as Citus, are due when one disk is full, or at the requests a second that fill the cores.",
            f"A search engine is due when a search takes {OBJECTIVE_MS:.0f} ms.",
        ),
    ]


def _most_per_s(scale: Scale, contender: Contender, *, rows: int) -> str:
    """The rate at which the database uses what it may of its machine."""
    idle, one = (scale.cores(contender, rows=rows, per_s=per_s) for per_s in (0.0, 1.0))
    if idle is None or one is None or one.database <= idle.database:
        return UNKNOWN
    per_s = (MACHINE.cores * MACHINE.most_used - idle.database) / (one.database - idle.database)
    return f"{number(per_s)}/s"


def _check(scale: Scale) -> list[str]:
    found = predictions(scale)
    if not found:
        return [
            paragraph(
                f"No published curve has a table of more than {rows_in_words(FITTED_ROWS)} rows,",
                "so nothing is compared yet.",
            )
        ]
    lines = [
        [
            rows_in_words(each.rows),
            each.contender,
            f"{each.figure}, {each.unit}",
            number(each.predicted),
            number(each.measured),
            f"{each.off:+.0%}",
        ]
        for each in found
    ]
    worst = max(found, key=lambda each: abs(each.off))
    return [
        f"The largest error is {worst.off:+.0%}: {worst.figure} of {worst.contender}.",
        grid(_ERRORS, lines),
    ]


def _sources(scale: Scale) -> str:
    host = scale.run.conditions.host
    run, curve = (f"[`{file}`](../media/results/{file})" for file in map(file_name, (scale.run, scale.curve)))
    return (
        f"- the run {run}, {rows_in_words(scale.run.conditions.rows)} rows\n- the curve {curve}\n"
        f"- the machine: {host.cpu_model}, {host.cores} cores"
    )
