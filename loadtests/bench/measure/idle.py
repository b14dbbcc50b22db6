"""What contenders use when nobody asks anything: event loops that tick, pools and checkpointers that look around."""

import time
from collections.abc import Sequence

from bench.contender.meters import between, foreign_share
from bench.contender.running import Entrant
from bench.measure.gates import too_busy
from bench.measure.observed import ATTEMPTS
from bench.results.run import Idle

SETTLING_S = 0.5  # the last requests' connections are closed and their buffers freed


def measure_idle(entrants: Sequence[Entrant], duration_s: float) -> list[Idle]:
    """All contenders at once, because none of them does anything. Again if other programs were busy, whose company
    makes every wake-up dearer; then the quieter time counts."""
    time.sleep(SETTLING_S)
    times = []
    for _ in range(ATTEMPTS):
        times.append(_listen(entrants, duration_s))
        if not too_busy(times[-1][0]):
            break
    _, found = min(times, key=lambda heard: heard[0] or 0.0)
    return found


def _listen(entrants: Sequence[Entrant], duration_s: float) -> tuple[float | None, list[Idle]]:
    """The other programs' share of the machine, and what each contender used."""
    before = [entrant.meters().read() for entrant in entrants]
    time.sleep(duration_s)
    after = [entrant.meters().read() for entrant in entrants]
    found = []
    for entrant, first, second in zip(entrants, before, after, strict=True):
        seconds = second.clock_s - first.clock_s
        found.append(Idle(entrant.name, seconds, between(first.cpu_s, second.cpu_s, per=seconds / 1000)))
    used_s = sum(idle.cpu_ms_per_s.total * idle.duration_s / 1000 for idle in found)
    return foreign_share(before[0], after[-1], used_s=used_s), found
