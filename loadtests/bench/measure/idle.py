"""The CPU time of contenders that get no requests: their event loops, connection pools and checkpointers go on."""

import time
from collections.abc import Sequence

from bench.contender.meters import between
from bench.contender.running import RunningContender
from bench.measure.gates import LIMITS
from bench.measure.measurement import ATTEMPTS
from bench.readings.machine import foreign_share
from bench.results.run import Idle

# In so many seconds the services close the last requests' connections and free their buffers, and those that sleep
# without requests fall asleep: optimized 5 to 7 s after the last one.
SETTLING_S = 8.0


def measure_idle(contenders: Sequence[RunningContender], duration_s: float) -> list[Idle]:
    """Measure all contenders at the same time, because none of them does anything. If other programs are busy, measure
    again, because they make every wake-up more expensive. Keep the result with the least disturbance."""
    time.sleep(SETTLING_S)
    times = []
    for _ in range(ATTEMPTS):
        times.append(_listen(contenders, duration_s))
        if not LIMITS.busy(times[-1][0]):
            break
    _, found = min(times, key=lambda heard: heard[0] or 0.0)
    return found


def _listen(contenders: Sequence[RunningContender], duration_s: float) -> tuple[float | None, list[Idle]]:
    """The share of the machine's CPU time that other programs used, and the CPU time of each contender."""
    before = [contender.meters().read() for contender in contenders]
    time.sleep(duration_s)
    after = [contender.meters().read() for contender in contenders]
    found = []
    for contender, first, second in zip(contenders, before, after, strict=True):
        seconds = second.machine.clock_s - first.machine.clock_s
        cpu_ms_per_s = between(first.cpu_s, second.cpu_s, per=seconds / 1000)
        found.append(Idle(contender.name, seconds, cpu_ms_per_s))
    used_s = sum(idle.cpu_ms_per_s.total * idle.duration_s / 1000 for idle in found)
    return foreign_share(before[0].machine, after[-1].machine, used_s=used_s), found
