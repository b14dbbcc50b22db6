"""What a component has used. A component is known by its first process; what belongs to it is the reader's business."""

from typing import Protocol

from bench.readings.cpu import tree_cpu_s
from bench.readings.memory import tree_pss_bytes


class Reader(Protocol):
    def cpu_s(self, pid: int) -> float:
        """User and system seconds since some moment of no meaning; only differences count."""

    def memory_bytes(self, pid: int) -> float: ...


class ProcessTrees:
    """The process, its descendants, and the dead ones among those."""

    def cpu_s(self, pid: int) -> float:
        return tree_cpu_s([pid])

    def memory_bytes(self, pid: int) -> float:
        return tree_pss_bytes([pid])
