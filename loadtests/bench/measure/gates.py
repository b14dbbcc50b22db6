"""When the figures of a measurement can be trusted. A cell that breaks a gate is printed with the reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    most_foreign_share: float = 0.05
    """Of the machine's CPU time, used by other programs. From here on a latency or a capacity is in doubt. The CPU time
    of a cell is not."""
    most_cold_hits: float = 0.05
    """If more cold keys are in the cache, the questions have run out and the cell has become a hot one."""

    def busy(self, foreign_share: float | None) -> bool:
        """Whether other programs disturb. Where their share is not measured, nothing is judged by it."""
        return foreign_share is not None and foreign_share >= self.most_foreign_share


LIMITS = Limits()
