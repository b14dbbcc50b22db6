"""Faults of a worker process. The service has recovered when another worker has replaced it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from races.fault_targets import FaultTargets
from races.processes import wait_until


@contextmanager
def worker_killed(targets: FaultTargets) -> Iterator[None]:
    _lose_worker(targets, signal.SIGKILL)
    yield


@contextmanager
def worker_frozen(targets: FaultTargets) -> Iterator[None]:
    """The worker stands still with everything that it holds, until uvicorn replaces it."""
    _lose_worker(targets, signal.SIGSTOP)
    yield


@contextmanager
def worker_terminated(targets: FaultTargets) -> Iterator[None]:
    _lose_worker(targets, signal.SIGTERM)
    yield


def _lose_worker(targets: FaultTargets, number: signal.Signals) -> None:
    before = targets.service.workers()
    victim = min(before)  # the oldest, because the newest may still be starting
    os.kill(victim, number)
    began = time.monotonic()
    wait_until(lambda: len(targets.service.workers() - {victim}) == len(before), "Another worker")
    targets.recoveries_s.append(time.monotonic() - began)
