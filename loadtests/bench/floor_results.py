"""What one `bench floors` saw, as values, as JSON and as a Markdown table."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench.floor_cells import AIMS, Aim
from bench.report_numbers import factor, number
from bench.results import ByComponent, Host


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


@dataclass(frozen=True, slots=True)
class Page:
    file: str
    title: str
    says: str


FLOORS = Page(
    "floors.md",
    "The floors",
    "What the optimized service's answers cost, beside the least that they could; one worker each, in one run.",
)
WRITES = Page(
    "writes.md",
    "What a write pays for",
    "The optimized service's writes, and the same on copies of its database that lack one of a write's companions.",
)


def markdown(results: FloorResults, page: Page) -> str:
    found = verdicts(results)
    return "\n".join(
        [
            f"# {page.title}",
            "",
            page.says,
            "[`loadtests/README.md`](../loadtests/README.md) says how it is measured.",
            "",
            *_figures(results),
            "",
            *([*_ratios(found), ""] if found else []),
            _conditions(results.conditions),
            "",
            f"`{results.conditions.command}`",
            "",
        ]
    )


def _conditions(conditions: FloorConditions) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in conditions.versions.items())
    return (
        f"{conditions.created} · commit {conditions.commit[:7]}{' with changes' if conditions.dirty else ''} · "
        f"{conditions.rows:_} customers · {conditions.rounds} rounds of {conditions.seconds:g} s · "
        f"{conditions.host.cpu_model}, {conditions.host.cores} cores · {versions}"
    )


def _figures(results: FloorResults) -> list[str]:
    lines = [
        "| cell | service µs | database µs | cache µs | requests/s | p50 ms | p99 ms | kB |",
        "|:--|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in results.cells():
        turns = results.of(name)
        cpu = [
            _median([value for turn in turns if (value := getattr(turn.cpu_us, part)) is not None])
            for part in ("service", "database", "cache")
        ]
        rest = [_median([getattr(turn, part) for turn in turns]) for part in ("per_s", "p50_ms", "p99_ms")]
        size = number(median(turn.body_bytes for turn in turns) / 1000)
        lines.append(f"| {name} | **{cpu[0]}** | {cpu[1]} | {cpu[2]} | {' | '.join(rest)} | {size} |")
    return [*lines, "", "Medians of the rounds. CPU time per request, without the load generator."]


def _median(values: Sequence[float]) -> str:
    return number(median(values)) if values else "–"


def _ratios(found: Sequence[Verdict]) -> list[str]:
    lines = ["| CPU of | over that of | ratio | rounds | aim | |", "|:--|:--|--:|--:|--:|:--|"]
    for verdict in found:
        aim = verdict.aim
        wanted = f"at least {aim.least:g}" if aim.least is not None else f"at most {aim.most:g}"
        whole = " (all parts)" if aim.whole else ""
        spread = f"{factor(verdict.low)}–{factor(verdict.high)}"
        reached = "reached" if verdict.reached else "not reached"
        lines.append(
            f"| {aim.cell}{whole} | {aim.versus} | **{factor(verdict.ratio)}** | {spread} | {wanted} | {reached} |"
        )
    return lines


def save_floors(results: FloorResults, media: Path, page: Page) -> Path:
    """`media/results/floors/<time>-<commit>.json`, and a page beside the others of `media`."""
    folder = media / "results" / "floors"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = results.conditions.created.replace(":", "").removesuffix("Z")
    file = folder / f"{stamp}-{results.conditions.commit[:7]}{'-dirty' if results.conditions.dirty else ''}.json"
    file.write_text(json.dumps(asdict(results), indent=1))
    (media / page.file).write_text(markdown(results, page))
    return file
