"""Faults of the cache. Each lasts as long as its block."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from races.fault_targets import FaultTargets
from races.valkey import PLENTY


@contextmanager
def stopped(targets: FaultTargets) -> Iterator[None]:
    """It accepts connections and does not answer. Later it continues with everything that it held."""
    targets.valkey.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        targets.valkey.signal(signal.SIGCONT)


@contextmanager
def stopped_idle(targets: FaultTargets) -> Iterator[None]:
    """The same, after it has closed the idle connections of the writers: no deletion reaches even its buffers."""
    with targets.valkey.connected() as client:
        targets.valkey.close_writers(client)
    with stopped(targets):
        yield


@contextmanager
def killed(targets: FaultTargets) -> Iterator[None]:
    """It refuses connections, and comes back empty."""
    targets.valkey.kill()
    try:
        yield
    finally:
        targets.valkey.start()


@contextmanager
def restored(targets: FaultTargets) -> Iterator[None]:
    """It refuses connections, and comes back with everything that it held before.

    A cache with persistence does this, and so does a replica after its promotion.
    """
    targets.valkey.command("SAVE")
    with killed(targets):
        yield


@contextmanager
def full(targets: FaultTargets) -> Iterator[None]:
    """It answers reads and deletions, and stores nothing."""
    targets.valkey.command("CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1")
    try:
        yield
    finally:
        targets.valkey.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "maxmemory", PLENTY)


@contextmanager
def flushed(targets: FaultTargets) -> Iterator[None]:
    """It forgets everything, at the beginning and at the end."""
    targets.valkey.command("FLUSHALL")
    yield
    targets.valkey.command("FLUSHALL")


@contextmanager
def read_only(targets: FaultTargets) -> Iterator[None]:
    """It answers reads and refuses writes and deletions, like a replica, or like a server after a failed snapshot."""
    targets.valkey.command("CONFIG", "SET", "min-replicas-to-write", "1")
    try:
        yield
    finally:
        targets.valkey.command("CONFIG", "SET", "min-replicas-to-write", "0")


@contextmanager
def cut_off(targets: FaultTargets) -> Iterator[None]:
    """It serves the connections of the readers and refuses those of the writers. No lease notices this, so the writers
    must tell the readers over PostgreSQL."""
    with targets.valkey.connected() as client:
        targets.valkey.close_writers(client)
        client.execute_command("CONFIG", "SET", "maxclients", "1")
        try:
            yield
        finally:
            client.execute_command("CONFIG", "SET", "maxclients", "10000")
