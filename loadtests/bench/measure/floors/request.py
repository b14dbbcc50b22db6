"""What `bench floors` is asked to measure, and how its results describe it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bench.readings.host import commit, host
from bench.results.floors import FloorConditions, FloorResults, Trial, save_floors
from bench.targets import versions
from bench.targets.datastores import Datastores


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorsRequest:
    rows: int
    rounds: int
    seconds: float
    """Of one trial."""
    seed: int
    """Of the order."""
    cells: Sequence[str]
    """Names; without any, all cells."""
    command: str
    media: Path

    def conditions(self, *, created: str, datastores: Sequence[Datastores], fingerprint: str) -> FloorConditions:
        """`created` is the start of the run: UTC, ISO 8601, to the second."""
        revision, dirty = commit()
        bolt = {"django-bolt": version("django-bolt")} if find_spec("django_bolt") else {}
        return FloorConditions(
            created=created,
            commit=revision,
            dirty=dirty,
            command=self.command,
            rows=self.rows,
            rounds=self.rounds,
            seconds=self.seconds,
            host=host(),
            versions=versions.installed() | bolt | versions.versions(datastores),
            fingerprint=fingerprint,
        )

    def save(
        self, conditions: FloorConditions, trials: Iterable[Trial], *, cells: Sequence[str]
    ) -> tuple[FloorResults, Path]:
        """Measure the trials, in whatever order they come, and save them in the order of `cells`."""
        ordered = sorted(trials, key=lambda trial: (cells.index(trial.cell), trial.round))
        results = FloorResults(conditions, tuple(ordered))
        return results, save_floors(results, self.media)
