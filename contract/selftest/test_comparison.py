"""The comparison finds each planted mistake, and nothing where there is none."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from comparison.campaign import Tally, compare_drawn
from comparison.contender import Contender
from comparison.everyone import Everyone
from comparison.expected import OracleJudge
from comparison.tricky_rows import tricky_customers
from comparison.writes import compare_drawn_bodies, interleave_writes
from hypothesis import Phase
from oracle.lists import Oracle
from reference.mutants import MUTANTS, Mutant
from reference.paging import Keyset, PageNumbers
from reference.server import serve
from reference.service import Service

# The reference answers a list in about 2 µs a row, so this many keep a mutant below some seconds.
ROWS = tricky_customers(1_500)
ORACLE = Oracle(ROWS)


@contextmanager
def contending(**services: Service) -> Iterator[list[Contender]]:
    with ExitStack() as stack:
        contenders = []
        for name, service in services.items():
            service.load(ROWS)
            contenders.append(stack.enter_context(Contender(name, stack.enter_context(serve(service)))))
        yield contenders


def compare(contenders: list[Contender], *, count: int) -> None:
    """Everything that pytest contract/parity does, the cheaper parts first."""
    judge, tally = OracleJudge(ORACLE), Tally()
    interleave_writes(Everyone(contenders), ROWS, steps=count // 4, number=1)
    compare_drawn(contenders, judge, ROWS, count=count, number=1, tally=tally, phases=[Phase.generate])


def test_services_that_page_differently_and_are_right_are_alike() -> None:
    with contending(numbered=Service(PageNumbers()), keyset=Service(Keyset())) as contenders:
        compare(contenders, count=200)
        compare_drawn_bodies(Everyone(contenders), ROWS, examples=60, number=1)
        assert all(contender.cache_hits > 200 for contender in contenders)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_mistake_is_found(mutant: Mutant) -> None:
    with (
        contending(right=Service(PageNumbers()), mutant=mutant.build()) as contenders,
        pytest.raises(AssertionError, match="mutant"),
    ):
        compare(contenders, count=500)
