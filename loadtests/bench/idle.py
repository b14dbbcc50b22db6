"""What contenders use when nobody asks anything: event loops that tick, pools and checkpointers that look around."""

import time
from collections.abc import Sequence
from statistics import fmean

from bench.cpu import machine_cores
from bench.entrant import Entrant
from bench.gates import MOST_FOREIGN_SHARE
from bench.meters import between
from bench.results import Idle

SETTLING_S = 0.5  # the last requests' connections are closed and their buffers freed
ATTEMPTS = 3


def measure_idle(entrants: Sequence[Entrant], duration_s: float) -> list[Idle]:
    """All contenders at once, because none of them does anything. Again while other programs are busy, whose company
    makes every wake-up dearer: the quietest of three counts."""
    time.sleep(SETTLING_S)
    attempts = []
    for _ in range(ATTEMPTS):
        attempts.append(_listen(entrants, duration_s))
        if attempts[-1][0] < MOST_FOREIGN_SHARE:
            break
    _, found = min(attempts, key=lambda attempt: attempt[0])
    return found


def _listen(entrants: Sequence[Entrant], duration_s: float) -> tuple[float, list[Idle]]:
    """The other programs' share of the machine, and what each contender used."""
    before = [entrant.meters().read() for entrant in entrants]
    time.sleep(duration_s)
    after = [entrant.meters().read() for entrant in entrants]
    found = []
    for entrant, first, second in zip(entrants, before, after, strict=True):
        seconds = second.clock_s - first.clock_s
        found.append(Idle(entrant.name, seconds, between(first.cpu_s, second.cpu_s, per=seconds / 1000)))
    wall_s = fmean(idle.duration_s for idle in found)
    busy_s = after[-1].machine_busy_s - before[0].machine_busy_s
    used_s = sum(idle.cpu_ms_per_s.total * idle.duration_s / 1000 for idle in found)
    return max(0.0, (busy_s - used_s) / (wall_s * machine_cores())), found
