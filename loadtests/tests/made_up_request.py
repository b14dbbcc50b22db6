"""What a run is asked to measure, for tests."""

from collections.abc import Sequence
from pathlib import Path

from bench.load.modes import Mode
from bench.load.scenarios import SCENARIOS, Chosen
from bench.measure.request import Request


def made_up_request(mode: Mode, names: Sequence[str], *, seed: int = 1) -> Request:
    chosen = Chosen(scenarios=[SCENARIOS[name] for name in names], classic=False, capacity=False)
    return Request(
        contenders=(), rows=None, target="local", mode=mode, chosen=chosen, seed=seed, command="bench", media=Path()
    )
