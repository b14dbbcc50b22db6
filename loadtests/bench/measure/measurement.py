"""A load of k6 between two readings of everything: the plateaus of a capacity are made of it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.contender.leftovers import remove_leftovers
from bench.contender.meters import Meters, Reading, between
from bench.contender.running import RunningContender
from bench.http_client import Client
from bench.load.k6 import Run, Variables
from bench.measure.bench import Bench
from bench.readings.machine import foreign_share
from bench.results.run import ByComponent

# A second attempt saves a figure from a disturbance of some seconds. A third one would be choosing results.
ATTEMPTS = 2

# A contender has finished its work when it uses less than so many cores for so many seconds. Wait at most a minute.
IDLE_CORES = 0.1
LISTEN_S = 0.25
MOST_BACKLOG_S = 60.0


@dataclass(frozen=True, slots=True)
class Measurement:
    run: Run
    before: Reading
    after: Reading

    @property
    def requests(self) -> int:
        """At least 1, so that figures can be divided by it. A load without any request breaks a gate."""
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
        """Of the CPU time that contender and k6 used together."""
        return self.run.cpu_s / (self.run.cpu_s + self.used_s.total)

    @property
    def foreign_share(self) -> float | None:
        return foreign_share(self.before.machine, self.after.machine, used_s=self.used_s.total + self.run.cpu_s)

    @property
    def cache_hit_ratio(self) -> float | None:
        return self.run.cache_hits / self.run.cache_answers if self.run.cache_answers else None


def observe(bench: Bench, contender: RunningContender, *, script: str, variables: Variables) -> Measurement:
    meters = contender.meters()
    before = meters.read()
    run = bench.load(script, variables)
    return Measurement(run, before, meters.read())


def attempts(contender: RunningContender) -> Iterator[int]:
    """1, 2, … `ATTEMPTS`. The caller stops at the first attempt that is good. Before the next attempt the contender
    finishes the work of the last one."""
    for attempt in range(1, ATTEMPTS + 1):
        yield attempt
        let_finish(contender.meters())


def let_finish(meters: Meters) -> None:
    """Wait until an overloaded service has finished: a database does not notice that its client has gone, and goes on
    with work that would disturb the next measurement."""
    until = time.monotonic() + MOST_BACKLOG_S
    while time.monotonic() < until:
        before = meters.read()
        time.sleep(LISTEN_S)
        after = meters.read()
        seconds = after.machine.clock_s - before.machine.clock_s
        if between(before.cpu_s, after.cpu_s, per=seconds).total < IDLE_CORES:
            return


def clean_up_after(contender: RunningContender, run: Run) -> None:
    """Delete the customers that failed writes left in the table, if some failed."""
    if run.failed:
        clean_up(contender)


def clean_up(contender: RunningContender) -> None:
    with Client(contender.url, write_token=contender.definition.write_token) as client:
        remove_leftovers(client)
