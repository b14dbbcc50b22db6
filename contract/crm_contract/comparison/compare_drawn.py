"""Compare services by many drawn examples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from crm_contract.comparison.contender import Contender
from crm_contract.comparison.differences import Example, differences
from crm_contract.comparison.judge import Judge
from crm_contract.comparison.query_strategies import examples
from crm_contract.oracle.customers import Customer

# The same number draws the same examples on every machine, and a slow service does not stop the run.
SETTINGS = settings(database=None, deadline=None, report_multiple_bugs=False, suppress_health_check=list(HealthCheck))


@dataclass(slots=True)
class Tally:
    """What was compared, for the line that sums it up."""

    examples: int = 0
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # Called with the number of each example before it is asked.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Which examples are drawn, and from which rows. The same number draws the same examples."""

    rows: Sequence[Customer]
    count: int
    number: int


def compare_drawn(
    contenders: Sequence[Contender],
    draw: Draw,
    *,
    judge: Judge | None,
    tally: Tally,
    phases: Sequence[Phase] = (Phase.generate, Phase.shrink),
) -> None:
    """Raise AssertionError with the first difference, after a search for the smallest example of it."""

    def compare(example: Example) -> None:
        tally.begin()
        found = differences(example, contenders, judge=judge)
        tally.differences += found[: not tally.differences]
        assert not found, "\n".join(found)

    _run(compare, draw, phases=phases)


def collect_drawn(contenders: Sequence[Contender], draw: Draw, *, judge: Judge | None, tally: Tally) -> None:
    """Compare all examples, and add every difference to the tally."""

    def compare(example: Example) -> None:
        tally.begin()
        tally.differences += differences(example, contenders, judge=judge)

    _run(compare, draw, phases=(Phase.generate,))


def _run(compare: Callable[[Example], None], draw: Draw, *, phases: Sequence[Phase]) -> None:
    drawn = settings(SETTINGS, max_examples=draw.count, phases=phases)(given(examples(draw.rows))(compare))
    seed(draw.number)(drawn)()
