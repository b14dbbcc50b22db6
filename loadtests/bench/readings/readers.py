"""CPU time and memory of a component. Its first process identifies it; the reader finds its other processes."""

from typing import Protocol

from bench.readings.cpu import tree_cpu_s
from bench.readings.memory import tree_pss_bytes


class Reader(Protocol):
    def cpu_s(self, pid: int) -> float:
        """User and system seconds since an arbitrary moment; only differences mean something."""

    def memory_bytes(self, pid: int) -> float: ...


class ProcessTrees:
    """The process and its descendants, also those that have ended."""

    def cpu_s(self, pid: int) -> float:
        return tree_cpu_s([pid])

    def memory_bytes(self, pid: int) -> float:
        return tree_pss_bytes([pid])
