"""The results of `bench floors` as tables."""

from collections.abc import Sequence
from statistics import median

from bench.analysis.floors import verdicts
from bench.report.numbers import factor, number
from bench.report.sections.section import Column, Line, Table, columns
from bench.results.floors import FloorConditions, FloorResults

FIGURES = (
    Column("cell", words=True),
    Column("service µs", strong=True),
    *columns("database µs, cache µs, requests/s, p50 ms, p99 ms, kB"),
)
FIGURES_NOTE = "Medians of the rounds. CPU time per request, without the load generator."
RATIOS = (
    *columns("CPU of, over that of", words="CPU of, over that of"),
    Column("ratio", strong=True),
    *columns("rounds, aim, so", words="aim, so"),
)


def conditions_words(conditions: FloorConditions) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in conditions.versions.items())
    return (
        f"{conditions.created} · commit {conditions.commit[:7]}{' with changes' if conditions.dirty else ''} · "
        f"{conditions.rows:_} customers · {conditions.rounds} rounds of {conditions.seconds:g} s · "
        f"{conditions.host.cpu_model}, {conditions.host.cores} cores · {versions}"
    )


def tables(results: FloorResults) -> list[Table]:
    """The figures of each cell, and the ratios that have an aim, if their cells were measured."""
    figures = Table("Figures", FIGURES, [Line(cells) for cells in figure_lines(results)])
    ratios = Table("Ratios", RATIOS, [Line(cells) for cells in ratio_lines(results)], keys=2)
    return [figures, ratios] if ratios.lines else [figures]


def figure_lines(results: FloorResults) -> list[list[str]]:
    """Medians of the rounds, by FIGURES."""
    lines = []
    for name in results.cells():
        trials = results.of(name)
        cpu = [
            _median([value for trial in trials if (value := getattr(trial.cpu_us, part)) is not None])
            for part in ("service", "database", "cache")
        ]
        rest = [_median([getattr(trial, part) for trial in trials]) for part in ("per_s", "p50_ms", "p99_ms")]
        lines.append([name, *cpu, *rest, number(median(trial.body_bytes for trial in trials) / 1000)])
    return lines


def _median(values: Sequence[float]) -> str:
    return number(median(values)) if values else "–"


def ratio_lines(results: FloorResults) -> list[list[str]]:
    """By RATIOS."""
    lines = []
    for verdict in verdicts(results):
        aim = verdict.aim
        wanted = f"at least {aim.least:g}" if aim.least is not None else f"at most {aim.most:g}"
        spread = f"{factor(verdict.low)}–{factor(verdict.high)}"
        reached = "reached" if verdict.reached else "not reached"
        cell = f"{aim.cell}{' (all parts)' if aim.whole else ''}"
        lines.append([cell, aim.versus, factor(verdict.ratio), spread, wanted, reached])
    return lines
