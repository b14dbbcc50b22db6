"""Many examples, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from crm_contract.comparison.contender import Contender
from crm_contract.comparison.differences import Example, differences
from crm_contract.comparison.judge import Judge
from crm_contract.comparison.query_strategies import examples
from crm_contract.oracle.customers import Customer

# Draws are the same for the same number on every machine, and a slow service is no reason to stop.
SETTINGS = settings(database=None, deadline=None, report_multiple_bugs=False, suppress_health_check=list(HealthCheck))


@dataclass(slots=True)
class Tally:
    """What was compared, for the one line that sums it up."""

    examples: int = 0
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    on_example: Callable[[int], None] | None = None

    def begin(self) -> None:
        self.examples += 1
        if self.on_example:
            self.on_example(self.examples)

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
    phases: Sequence[Phase] = (Phase.generate, Phase.shrink),
) -> None:
    """Draws `count` examples from these rows, the same ones for the same number.

    Raises AssertionError with the first difference, after looking for the smallest example of it.
    """

    def compare(example: Example) -> None:
        tally.begin()
        found = differences(example, contenders, judge)
        tally.differences += found[: not tally.differences]
        assert not found, "\n".join(found)

    _draw(compare, rows, count, number, phases)


def collect_drawn(
    contenders: Sequence[Contender],
    judge: Judge | None,
    rows: Sequence[Customer],
    *,
    count: int,
    number: int,
    tally: Tally,
) -> None:
    """As compare_drawn, but to the end, with every difference in the tally."""

    def compare(example: Example) -> None:
        tally.begin()
        tally.differences += differences(example, contenders, judge)

    _draw(compare, rows, count, number, (Phase.generate,))


def _draw(
    compare: Callable[[Example], None], rows: Sequence[Customer], count: int, number: int, phases: Sequence[Phase]
) -> None:
    seed(number)(settings(SETTINGS, max_examples=count, phases=phases)(given(examples(rows))(compare)))()
