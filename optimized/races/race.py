"""Run one race: servers, clients, faults while they run, and the verdict."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple

from races.client import Servers
from races.client_group import ClientGroup
from races.database import database, versions_in
from races.fault_targets import FaultTargets
from races.faults import FAULTS
from races.history import judge
from races.part_writers import PartWriter
from races.readers import Reader
from races.recording import Recording
from races.replicas import replicas
from races.result import Occurrence, Race, Result
from races.service import Service
from races.valkey import Valkey
from races.walks import Walker, add_still_customers
from races.writers import Writer

# Seconds before the first fault. Their slowest answer that is not from the cache is the measure for all later ones.
CALM_S = 1.0
# Seconds after the end of a fault in which no write heals its consequences. A worker stops using the cache for less.
AFTERMATH_S = 1.3
# Seconds between two faults, and seconds before a fault in which the cache fills while the writers pause.
BETWEEN_S = 0.3
FILLING_S = 0.2
# The clients that pause. The writers pause before a fault, so that the cache fills, and after it, so that its
# consequences stay visible. Readers may also pause during a fault, so that no request tells a worker about it.
PAUSES = ("writers", "all", "none")


class Clients(NamedTuple):
    readers: ClientGroup
    writers: ClientGroup


def run(race: Race, database_url: str, *, on_start: Callable[[], object] = lambda: None) -> Result:
    """Raises CannotRun."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="races-")))
        valkey = Valkey(folder)
        stack.callback(valkey.kill)
        valkey.start()
        mine = stack.enter_context(database(database_url, cache_url=valkey.url))
        make = partial(Service, race.service, workers=race.workers, folder=folder)
        services = stack.enter_context(replicas(race.replicas, make=make, database_url=mine, cache_url=valkey.url))
        for service in services:
            stack.callback(service.stop)
            service.start()
        servers = [(service.host, service.port) for service in services]
        add_still_customers(mine)
        recording = Recording()
        on_start()
        calm_until = time.monotonic() + CALM_S
        walkers = [Walker(servers, seed=race.seed * 1000 + number) for number in range(race.walkers)]
        with _clients(race, recording, servers=servers, database_url=mine, walkers=walkers) as clients:
            occurrences = _inject_faults(race, FaultTargets(valkey, services, mine, database_url), clients=clients)
        deletions = [write for shared in recording.shared for write in shared.deletions()]
        verdict = judge([*recording.writes, *deletions], recording.reads, at_the_end=versions_in(mine))
        for walker in walkers:
            verdict.walks += walker.walks
            for example in walker.astray:
                verdict.note("astray", example)
        return Result(race, verdict, occurrences, recording.timings, calm_until)


@contextmanager
def _clients(
    race: Race, recording: Recording, *, servers: Servers, database_url: str, walkers: Sequence[Walker]
) -> Iterator[Clients]:
    """Walkers pause with the readers."""
    readers, writers = ClientGroup(), ClientGroup()
    first = race.seed * 1000
    for walker in walkers:
        readers.start(walker)
    for number in range(race.readers):
        readers.start(Reader(servers, recording, seed=first + number))
    for number in range(race.writers):
        writers.start(Writer(servers, recording, database_url=database_url, seed=first + number))
    for number in range(race.part_writers):
        place = {"number": number, "of": race.part_writers}
        writers.start(PartWriter(servers, recording, database_url=database_url, seed=first + number, **place))
    try:
        yield Clients(readers, writers)
    finally:
        try:
            writers.stop()
        finally:
            readers.stop()


def _inject_faults(race: Race, targets: FaultTargets, *, clients: Clients) -> list[Occurrence]:
    """All faults in a random order, again and again until the time is up. Without faults, it waits."""
    draw = random.Random(race.seed)
    occurrences: list[Occurrence] = []
    until = time.monotonic() + race.seconds
    time.sleep(CALM_S if race.faults else race.seconds)
    for turn in count():
        for number, name in enumerate(draw.sample(race.faults, len(race.faults))):
            shortest_s, longest_s = race.fault_s
            lasts_s = shortest_s * (longest_s / shortest_s) ** draw.random()
            fault = FAULTS[name]
            # A pause would wait for writers that wait for the database.
            pausing = "none" if fault.unavailable else PAUSES[(turn + number) % 3]
            _inject(fault.inject(targets), lasts_s, pausing=pausing, clients=clients)
            occurrences.append(Occurrence(name, sum(targets.recoveries_s)))
            targets.recoveries_s.clear()
            time.sleep(BETWEEN_S)
        if time.monotonic() > until:
            break
    return occurrences


def _inject(fault: AbstractContextManager[None], lasts_s: float, *, pausing: str, clients: Clients) -> None:
    if pausing == "none":
        with fault:
            time.sleep(lasts_s)
        return
    with ExitStack() as aftermath:
        with ExitStack() as during:
            with clients.writers.paused():
                time.sleep(FILLING_S)
                if pausing == "all":
                    during.enter_context(clients.readers.paused())
                during.enter_context(fault)
            time.sleep(lasts_s)
            aftermath.enter_context(clients.writers.paused())
        time.sleep(AFTERMATH_S)
