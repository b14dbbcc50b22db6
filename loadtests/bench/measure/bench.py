"""What every measurement of a run needs."""

from dataclasses import dataclass
from pathlib import Path

from bench.load.generators import run_generators
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
    generators: int = 1
    """Processes of k6 that share one load."""

    def load(self, script: str, variables: Variables, *, dashboard: Path | None = None) -> Run:
        """A load from all generators. With more than one there is no dashboard: each would show its part."""
        if self.generators == 1:
            return self.k6(script, variables, dashboard=dashboard)
        return run_generators(script, variables, count=self.generators, scratch=self.scratch, processes=self.processes)

    def k6(self, script: str, variables: Variables, *, dashboard: Path | None = None) -> Run:
        """One process, such as for pairs: their two requests follow each other."""
        return run_k6(script, variables, scratch=self.scratch, processes=self.processes, dashboard=dashboard)
