"""Many examples, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from oracle.customers import Customer

from comparison.contender import Contender
from comparison.differences import Example, differences
from comparison.drawing import examples
from comparison.expected import Judge

SHRINKS = (Phase.generate, Phase.shrink)


@dataclass(slots=True)
class Tally:
    """What was compared, for the one line that sums it up."""

    examples: int = 0
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def line(self, contenders: Sequence[Contender]) -> str:
        asked = "; ".join(
            f"{contender.name} {contender.answers} answers"
            + (f" ({contender.cache_hits} out of its cache)" if contender.cache_hits else "")
            for contender in contenders
        )
        return "; ".join(
            [f"parity: {len(self.differences)} differences in {self.examples} examples", asked, *self.notes]
        )


def compare_drawn(
    contenders: Sequence[Contender],
    judge: Judge | None,
    rows: Sequence[Customer],
    *,
    count: int,
    number: int,
    tally: Tally,
    shrink: bool = True,
) -> None:
    """Draws `count` examples from these rows, the same ones for the same number.

    With `shrink`, the first difference raises AssertionError with its smallest example. Without, all are collected.
    """

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=SHRINKS if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(examples(rows))
    def compare(example: Example) -> None:
        tally.examples += 1
        found = differences(example, contenders, judge)
        if shrink:
            assert not found, "\n".join(found)
        tally.differences += found

    compare()
