"""The comparison finds the mistake of each mutant, and no difference between two correct services."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from crm_contract.broken_services.mutants import MUTANTS, Mutant
from crm_contract.comparison.compare_drawn import Draw, Tally, compare_drawn
from crm_contract.comparison.compare_writes import compare_drawn_bodies, interleave_writes
from crm_contract.comparison.contender import Contender
from crm_contract.comparison.differences import Example, differences
from crm_contract.comparison.judge import OracleJudge
from crm_contract.comparison.lockstep_clients import LockstepClients
from crm_contract.oracle.lists import Oracle
from crm_contract.reference_service.paging import Keyset, PageNumbers
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service
from crm_contract.sample_data.tricky_rows import tricky_customers
from hypothesis import Phase

pytestmark = pytest.mark.servers

# The reference answers a list in about 2 µs a row. With 1 500 rows, a mutant takes a few seconds.
ROWS = tricky_customers(1_500)
ORACLE = Oracle(ROWS)
OTHERS = (("gender", "other"), ("ordering", "birthday"))
BORN = sum(row.birthday is not None for row in ROWS if row.gender == "other")
# A page ends with the last birthday, so that the next one begins with the NULLs.
PAGE_SIZE = next(size for size in range(100, 0, -1) if BORN % size == 0)
WALK_TO_THE_NULLS = Example((*OTHERS, ("page_size", str(PAGE_SIZE))), ("next",) * (BORN // PAGE_SIZE))


@contextmanager
def contending(**services: Service) -> Iterator[list[Contender]]:
    with ExitStack() as stack:
        contenders = []
        for name, service in services.items():
            service.load(ROWS)
            contenders.append(stack.enter_context(Contender(name, stack.enter_context(serve(service)))))
        yield contenders


def compare(contenders: list[Contender], *, count: int) -> None:
    """Compare in every way in which `pytest contract/parity` does, the cheaper ways first."""
    judge = OracleJudge(ORACLE)
    interleave_writes(LockstepClients(contenders), ROWS, steps=count // 4, number=1)
    assert not (found := differences(WALK_TO_THE_NULLS, contenders, judge=judge)), "\n".join(found)
    draw = Draw(rows=ROWS, count=count, number=1)
    compare_drawn(contenders, draw, judge=judge, tally=Tally(), phases=[Phase.generate])


def test_two_correct_services_with_different_paging_do_not_differ() -> None:
    with contending(numbered=Service(PageNumbers()), keyset=Service(Keyset())) as contenders:
        compare(contenders, count=200)
        compare_drawn_bodies(LockstepClients(contenders), ROWS, examples=60, number=1)
        assert all(contender.cache_hits > 200 for contender in contenders)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_mistake_of_a_mutant_is_found(mutant: Mutant) -> None:
    with (
        contending(right=Service(PageNumbers()), mutant=mutant.build()) as contenders,
        pytest.raises(AssertionError, match="mutant"),
    ):
        compare(contenders, count=500)
