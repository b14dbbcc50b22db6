"""One race: servers, clients, faults in the middle, and what is to be said of it in the end."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from races.faults import FAULTS, Stage
from races.history import Verdict, judge
from races.load import Crowd, Notes, Reader, Timing, Writer
from races.part_writers import PartWriter
from races.servers import Service, Valkey, database, versions_in
from races.walks import Walker, add_still_customers

SERVICE = "crm_optimized.asgi:application"
CALM_S = 1.0  # before the first fault: what an answer takes that the cache does not give
# After the end of a fault, when no write heals what it left. Longer than a worker does without the cache.
AFTERMATH_S = 1.3
BETWEEN_S = 0.3
FILLING_S = 0.2
SLOWER_S = 0.5  # that a fault may make the slowest answer
# Who pauses. The writers, before the fault so that the cache fills, and after it so that what it left stays to be seen;
# the readers too, for as long as it lasts, so that no request tells a worker of it.
PAUSES = ("writers", "everybody", "nobody")


@dataclass(frozen=True, slots=True)
class Race:
    service: str = SERVICE
    faults: Sequence[str] = ()
    seconds: float = 60.0
    """At least; every fault happens once, however long that takes."""
    fault_s: tuple[float, float] = (0.03, 3.0)
    """How long a fault lasts, drawn evenly on a logarithmic scale: shorter and longer than anything waits."""
    workers: int = 2
    readers: int = 8
    writers: int = 4
    part_writers: int = 4
    """At least 2, who each keep a customer that all of them share."""
    walkers: int = 1
    seed: int = 1

    @property
    def clients(self) -> int:
        return self.readers + self.writers + self.part_writers


@dataclass(frozen=True, slots=True)
class Occurrence:
    fault: str
    recovery_s: float
    """What the service took to be itself again; 0 for a fault that it has to hide."""


@dataclass(frozen=True, slots=True)
class Result:
    race: Race
    verdict: Verdict
    occurrences: Sequence[Occurrence]
    timings: Sequence[Timing]
    calm_until: float

    @property
    def errors(self) -> int:
        """Answers 5xx that no fault excuses."""
        excused = 503 if self._may("unavailable") else None
        return sum(timing.status >= 500 and timing.status != excused for timing in self.timings)

    @property
    def refused(self) -> int:
        return sum(timing.status == 503 for timing in self.timings)

    @property
    def unanswered(self) -> int:
        return sum(timing.status == 0 for timing in self.timings)

    @property
    def uncached_s(self) -> float:
        """The slowest answer of the calm that did not come out of the cache."""
        return max((t.took_s for t in self.timings if t.began < self.calm_until and t.cache != "HIT"), default=0.0)

    @property
    def slowest_s(self) -> float:
        """Of all answers; of those out of the cache where the database is hurt; of none where workers are."""
        if self._may("unanswered"):
            return 0.0
        hits_only = self._may("unavailable")
        return max((t.took_s for t in self.timings if t.cache == "HIT" or not hits_only), default=0.0)

    @property
    def passed(self) -> bool:
        return not (
            self.verdict.violations
            or self.errors
            or self.unanswered > self.race.clients * self._may("unanswered")
            or any(each.recovery_s > FAULTS[each.fault].recovers_s for each in self.occurrences)
            or (self.occurrences and self.slowest_s > self.uncached_s + SLOWER_S)
        )

    def _may(self, excuse: str) -> int:
        """How many faults happened that excuse this."""
        return sum(getattr(FAULTS[each.fault], excuse) for each in self.occurrences)


def run(race: Race, database_url: str, *, on_start: Callable[[], object] = lambda: None) -> Result:
    """Raises CannotRun."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="races-")))
        valkey = Valkey(folder)
        stack.callback(valkey.kill)
        valkey.start()
        mine = stack.enter_context(database(database_url, cache_url=valkey.url))
        service = Service(race.service, workers=race.workers, database_url=mine, cache_url=valkey.url, folder=folder)
        stack.callback(service.stop)
        service.start()
        add_still_customers(mine)
        notes = Notes()
        on_start()
        calm_until = time.monotonic() + CALM_S
        walkers = [Walker(service.port, race.seed * 1000 + number) for number in range(race.walkers)]
        with _crowds(race, service.port, notes, mine, walkers) as (readers, writers):
            occurrences = _befall(race, Stage(valkey, service, mine, database_url), readers, writers)
        deletions = [write for shared in notes.shared for write in shared.deletions()]
        verdict = judge([*notes.writes, *deletions], notes.reads, versions_in(mine))
        for walker in walkers:
            verdict.walks += walker.walks
            for example in walker.astray:
                verdict.note("astray", example)
        return Result(race, verdict, occurrences, notes.timings, calm_until)


@contextmanager
def _crowds(
    race: Race, port: int, notes: Notes, database_url: str, walkers: Sequence[Walker]
) -> Iterator[tuple[Crowd, Crowd]]:
    """Walkers pause with the readers."""
    readers, writers = Crowd(), Crowd()
    for walker in walkers:
        readers.start(walker)
    for number in range(race.readers):
        readers.start(Reader(port, notes, race.seed * 1000 + number))
    for number in range(race.writers):
        writers.start(Writer(port, notes, database_url, race.seed * 1000 + number))
    for number in range(race.part_writers):
        seed = race.seed * 1000 + number
        writers.start(PartWriter(port, notes, database_url, seed, number=number, of=race.part_writers))
    try:
        yield readers, writers
    finally:
        try:
            writers.stop()
        finally:
            readers.stop()


def _befall(race: Race, stage: Stage, readers: Crowd, writers: Crowd) -> list[Occurrence]:
    """Lets every fault happen, in another order each time, until the time is up. Without any, waits."""
    draw = random.Random(race.seed)
    occurrences: list[Occurrence] = []
    until = time.monotonic() + race.seconds
    time.sleep(CALM_S if race.faults else race.seconds)
    for turn in count():
        for number, name in enumerate(draw.sample(race.faults, len(race.faults))):
            shortest_s, longest_s = race.fault_s
            lasts_s = shortest_s * (longest_s / shortest_s) ** draw.random()
            fault = FAULTS[name]
            # Writers that wait for the database must not be waited for.
            who_pauses = "nobody" if fault.unavailable else PAUSES[(turn + number) % 3]
            _once(fault.befall(stage), lasts_s, who_pauses, readers, writers)
            occurrences.append(Occurrence(name, sum(stage.recoveries)))
            stage.recoveries.clear()
            time.sleep(BETWEEN_S)
        if time.monotonic() > until:
            break
    return occurrences


def _once(fault: AbstractContextManager[None], lasts_s: float, who_pauses: str, readers: Crowd, writers: Crowd) -> None:
    if who_pauses == "nobody":
        with fault:
            time.sleep(lasts_s)
        return
    with ExitStack() as aftermath:
        with ExitStack() as during:
            with writers.held():
                time.sleep(FILLING_S)
                if who_pauses == "everybody":
                    during.enter_context(readers.held())
                during.enter_context(fault)
            time.sleep(lasts_s)
            aftermath.enter_context(writers.held())
        time.sleep(AFTERMATH_S)
