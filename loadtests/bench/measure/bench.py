"""What every measurement of a run needs."""

from dataclasses import dataclass
from pathlib import Path

from bench.load.k6 import Run, Variables, run_k6
from bench.load.modes import Mode
from bench.measure.gates import LIMITS, Limits
from bench.processes import Processes


@dataclass(frozen=True, slots=True)
class Bench:
    mode: Mode
    scratch: Path
    """A folder for the files of k6."""
    processes: Processes
    limits: Limits = LIMITS

    def k6(self, script: str, variables: Variables, *, dashboard: Path | None = None) -> Run:
        return run_k6(script, variables, scratch=self.scratch, processes=self.processes, dashboard=dashboard)
