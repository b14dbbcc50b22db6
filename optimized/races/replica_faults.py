"""Faults of one replica of several, of each in turn. The others continue."""

from collections.abc import Iterator
from contextlib import contextmanager

from races.database_faults import wait_for_an_uncached_answer
from races.fault_targets import FaultTargets
from races.processes import CannotRun
from races.service import Service


@contextmanager
def replica_killed(targets: FaultTargets) -> Iterator[None]:
    """All its processes end at once. It comes back at the end."""
    replica = _one_of(targets)
    replica.kill()
    try:
        yield
    finally:
        replica.start()


@contextmanager
def database_link_cut(targets: FaultTargets) -> Iterator[None]:
    replica = _one_of(targets)
    assert replica.place is not None
    with replica.place.cut("database"):
        yield
    wait_for_an_uncached_answer(replica, targets.recoveries_s)


@contextmanager
def cache_link_cut(targets: FaultTargets) -> Iterator[None]:
    """The cache refuses the writers of this replica, and serves the others."""
    replica = _one_of(targets)
    assert replica.place is not None
    with replica.place.cut("cache"):
        yield


def _one_of(targets: FaultTargets) -> Service:
    if len(targets.replicas) == 1:
        raise CannotRun("This fault needs --replicas 2 or more.")
    return targets.replicas[next(targets.turns) % len(targets.replicas)]
