"""One k6 process between two readings of everything: what cells, plateaus and curves are made of."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.contender.leftovers import remove_leftovers
from bench.contender.meters import Meters, Reading, between, foreign_share
from bench.contender.running import Entrant
from bench.http_client import Client
from bench.load.k6 import Run, run_k6
from bench.load.modes import Mode
from bench.processes import Processes
from bench.readings.statements import Work
from bench.results.run import ByComponent

Variables = Mapping[str, str | float]

ATTEMPTS = 2  # a disturbance of some seconds should not cost a figure, and a third try would be choosing results
LISTEN_S, IDLE_CORES, MOST_BACKLOG_S = 0.25, 0.1, 60.0


@dataclass(frozen=True, slots=True)
class Bench:
    """What every measurement needs."""

    mode: Mode
    scratch: Path
    processes: Processes


@dataclass(frozen=True, slots=True)
class Observed:
    run: Run
    before: Reading
    after: Reading
    work: Work | None
    memory_bytes: ByComponent

    @property
    def requests(self) -> int:
        """At least 1, so that it may divide; a load without any request breaks a gate."""
        return max(1, self.run.requests)

    @property
    def used_s(self) -> ByComponent:
        return between(self.before.cpu_s, self.after.cpu_s, per=1)

    @property
    def cpu_ms_per_request(self) -> ByComponent:
        return between(self.before.cpu_s, self.after.cpu_s, per=self.requests / 1000)

    @property
    def k6_cores(self) -> float:
        return self.run.cpu_s / self.run.wall_s

    @property
    def k6_share(self) -> float:
        return self.run.cpu_s / (self.run.cpu_s + self.used_s.total)

    @property
    def foreign_share(self) -> float | None:
        return foreign_share(self.before, self.after, used_s=self.used_s.total + self.run.cpu_s)

    @property
    def cache_hit_ratio(self) -> float | None:
        return self.run.cache_hits / self.run.cache_answers if self.run.cache_answers else None

    @property
    def statements(self) -> float | None:
        """A request, as the next two."""
        return self.work.statements / self.requests if self.work else None

    @property
    def rows(self) -> float | None:
        return self.work.rows / self.requests if self.work else None

    @property
    def blocks(self) -> float | None:
        return self.work.blocks / self.requests if self.work else None


def observe(bench: Bench, script: str, variables: Variables, entrant: Entrant) -> Observed:
    meters = entrant.meters()
    entrant.statements.begin()
    before = meters.read()
    run = run_k6(script, variables, bench.scratch, bench.processes)
    after = meters.read()
    return Observed(run, before, after, entrant.statements.read(), meters.memory_bytes())


def attempts(entrant: Entrant) -> Iterator[int]:
    """1 and 2; whoever is content with the first breaks off. What a failed one left behind ends before this goes on."""
    for attempt in range(1, ATTEMPTS + 1):
        yield attempt
        let_finish(entrant.meters())


def let_finish(meters: Meters) -> None:
    """An overloaded service leaves work behind (a database does not notice that nobody waits any more), which would
    disturb what is measured next."""
    until = time.monotonic() + MOST_BACKLOG_S
    while time.monotonic() < until:
        before = meters.read()
        time.sleep(LISTEN_S)
        after = meters.read()
        if between(before.cpu_s, after.cpu_s, per=after.clock_s - before.clock_s).total < IDLE_CORES:
            return


def clean_up_after(entrant: Entrant, *runs: Run) -> None:
    """What a failed write left in the table."""
    if any(run.failed for run in runs):
        with Client(entrant.url, write_token=entrant.contender.write_token) as client:
            remove_leftovers(client)
