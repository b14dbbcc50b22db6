"""What one `bench floors` saw, as values, as JSON and as lines of words."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench.floor_cells import AIMS, Aim
from bench.report_numbers import factor, number
from bench.results import ByComponent, Host
from bench.results_json import decoded, read_json
from bench.saving import saved


@dataclass(frozen=True, slots=True)
class FloorConditions:
    created: str
    """Start of the run, UTC, ISO 8601, to the second."""
    commit: str
    dirty: bool
    """The measured files differ from that commit."""
    command: str
    rows: int
    rounds: int
    seconds: float
    """Of each turn."""
    host: Host
    versions: dict[str, str]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One cell in one round."""

    cell: str
    round: int
    requests: int
    per_s: float
    p50_ms: float
    p99_ms: float
    body_bytes: float
    cpu_us: ByComponent
    """User and system time of a request, in microseconds; the load generator is not in it."""


@dataclass(frozen=True, slots=True)
class FloorResults:
    conditions: FloorConditions
    turns: tuple[Turn, ...]

    def cells(self) -> list[str]:
        return list(dict.fromkeys(turn.cell for turn in self.turns))

    def of(self, cell: str) -> list[Turn]:
        """One a round, in the order of the rounds."""
        return sorted((turn for turn in self.turns if turn.cell == cell), key=lambda turn: turn.round)


@dataclass(frozen=True, slots=True)
class Verdict:
    aim: Aim
    ratio: float
    """Median of the ratios within each round."""
    low: float
    high: float

    @property
    def reached(self) -> bool:
        return (self.aim.most is None or self.ratio <= self.aim.most) and (
            self.aim.least is None or self.ratio >= self.aim.least
        )


def verdicts(results: FloorResults) -> list[Verdict]:
    """Of the aims whose two cells were both measured."""
    found = []
    for aim in AIMS:
        one, other = results.of(aim.cell), results.of(aim.versus)
        if one and other:
            ratios = [_cpu_us(a, aim) / _cpu_us(b, aim) for a, b in zip(one, other, strict=True)]
            found.append(Verdict(aim, median(ratios), min(ratios), max(ratios)))
    return found


def _cpu_us(turn: Turn, aim: Aim) -> float:
    return turn.cpu_us.total if aim.whole else turn.cpu_us.service


FIGURES = ("cell", "service µs", "database µs", "cache µs", "requests/s", "p50 ms", "p99 ms", "kB")
FIGURES_NOTE = "Medians of the rounds. CPU time per request, without the load generator."
RATIOS = ("CPU of", "over that of", "ratio", "rounds", "aim", "so")


def conditions_words(conditions: FloorConditions) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in conditions.versions.items())
    return (
        f"{conditions.created} · commit {conditions.commit[:7]}{' with changes' if conditions.dirty else ''} · "
        f"{conditions.rows:_} customers · {conditions.rounds} rounds of {conditions.seconds:g} s · "
        f"{conditions.host.cpu_model}, {conditions.host.cores} cores · {versions}"
    )


def figure_lines(results: FloorResults) -> list[list[str]]:
    """Medians of the rounds, by FIGURES."""
    lines = []
    for name in results.cells():
        turns = results.of(name)
        cpu = [
            _median([value for turn in turns if (value := getattr(turn.cpu_us, part)) is not None])
            for part in ("service", "database", "cache")
        ]
        rest = [_median([getattr(turn, part) for turn in turns]) for part in ("per_s", "p50_ms", "p99_ms")]
        lines.append([name, *cpu, *rest, number(median(turn.body_bytes for turn in turns) / 1000)])
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


def save_floors(results: FloorResults, media: Path) -> Path:
    """`media/results/floors/<time>-<commit>.json`."""
    stamp = results.conditions.created.replace(":", "").removesuffix("Z")
    name = f"{stamp}-{results.conditions.commit[:7]}{'-dirty' if results.conditions.dirty else ''}.json"
    text = json.dumps(asdict(results), indent=1)
    return saved(media / "results" / "floors" / name, lambda file: file.write_text(text, encoding="utf-8"))


def load_floors(file: Path) -> FloorResults:
    return decoded(FloorResults, read_json(file))
