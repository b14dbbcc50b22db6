"""What contenders use when nobody asks anything: event loops that tick, pools and checkpointers that look around."""

import time
from collections.abc import Sequence

from bench.entrant import Entrant
from bench.meters import between
from bench.results import Idle

SETTLING_S = 0.5  # the last requests' connections are closed and their buffers freed


def measure_idle(entrants: Sequence[Entrant], duration_s: float) -> list[Idle]:
    """All contenders at once, because none of them does anything."""
    time.sleep(SETTLING_S)
    before = [entrant.meters().read() for entrant in entrants]
    time.sleep(duration_s)
    found = []
    for entrant, first in zip(entrants, before, strict=True):
        second = entrant.meters().read()
        seconds = second.clock_s - first.clock_s
        found.append(Idle(entrant.name, seconds, between(first.cpu_s, second.cpu_s, per=seconds / 1000)))
    return found
