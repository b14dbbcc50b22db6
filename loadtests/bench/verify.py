"""`bench verify`: the gates before a run, and the contract's own tests, without measuring anything."""

from collections.abc import Sequence

from bench.contenders import Contender
from bench.progress import Display


def verify(contenders: Sequence[Contender], rows: int | None, display: Display) -> None:
    raise NotImplementedError
