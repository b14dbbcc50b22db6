"""Memory of a component: proportional set size, so that shared memory counts once."""

from collections.abc import Iterable

import psutil

from bench.readings.cpu import tree


def tree_pss_bytes(roots: Iterable[int]) -> float:
    return float(sum(_pss_bytes(pid) for pid in tree(roots)))


def _pss_bytes(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_full_info().pss)
    except psutil.Error:
        return 0  # The process has ended, or belongs to another user.
