"""What one `bench floors` saw, as values and as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.results.files import decoded, read_json
from bench.results.run import ByComponent, Host
from bench.results.saving import saved


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
    """Of each trial."""
    host: Host
    versions: dict[str, str]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Trial:
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
    turns: tuple[Trial, ...]
    """The trials; the name is the format's."""

    def cells(self) -> list[str]:
        return list(dict.fromkeys(trial.cell for trial in self.turns))

    def of(self, cell: str) -> list[Trial]:
        """The cell's trials in the order of the rounds."""
        return sorted((trial for trial in self.turns if trial.cell == cell), key=lambda trial: trial.round)


def save_floors(results: FloorResults, media: Path) -> Path:
    """`media/results/floors/<time>-<commit>.json`."""
    stamp = results.conditions.created.replace(":", "").removesuffix("Z")
    name = f"{stamp}-{results.conditions.commit[:7]}{'-dirty' if results.conditions.dirty else ''}.json"
    text = json.dumps(asdict(results), indent=1)
    return saved(media / "results" / "floors" / name, lambda file: file.write_text(text, encoding="utf-8"))


def load_floors(file: Path) -> FloorResults:
    return decoded(FloorResults, read_json(file))
