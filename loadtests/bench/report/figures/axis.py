"""An axis of a figure: its ends, its ticks, and how a tick reads."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.report.numbers import count

STEPS = (1, 2, 5)
# An axis with up to 2 powers of ten also names the steps between them: two labels are too few to read values from.
FEW_POWERS = 2


@dataclass(frozen=True, slots=True)
class Axis:
    low: float
    high: float
    words: Callable[[float], str]
    """A tick's value as text."""
    log: bool = True
    last_tick: float = math.inf
    """Larger values have no tick."""
    marks: Sequence[float] = ()
    """Its ticks, where they are not powers of ten or the ends."""

    def share(self, value: float) -> float:
        """The place of a value on the axis, 0 to 1."""
        if not self.log:
            return (value - self.low) / (self.high - self.low)
        return math.log(value / self.low) / math.log(self.high / self.low)

    def ticks(self) -> list[float]:
        if self.marks:
            return list(self.marks)
        if not self.log:
            return [self.low, (self.low + self.high) / 2, self.high]
        exponents = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        powers = [10.0**exponent for exponent in exponents]
        high = min(self.high, self.last_tick)
        inside = [power for power in powers if self.low <= power <= high]
        if len(inside) > FEW_POWERS:
            return inside
        return [tick for power in powers for step in STEPS if self.low <= (tick := step * power) <= high]


def log_axis(values: Sequence[float], words: Callable[[float], str], *, room: float = 1.15) -> Axis:
    """From the smallest to the largest of `values`; `room` is the factor that both ends get for the marks."""
    known = [value for value in values if value > 0] or [1.0, 10.0]
    return Axis(min(known) / room, max(known) * room, words)


def time_words(milliseconds: float) -> str:
    return f"{count(milliseconds)} ms" if milliseconds < 1000 else f"{count(milliseconds / 1000)} s"


def rows_words(rows: float) -> str:
    """3M, 100k, 20."""
    for limit, unit in ((1e6, "M"), (1e3, "k")):
        if rows >= limit:
            return f"{rows / limit:g}{unit}"
    return f"{rows:g}"
