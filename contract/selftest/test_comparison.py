"""The comparison finds each planted mistake, and nothing where there is none."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from random import Random

import pytest
from crm_contract.broken_services.lists import ChangedQuery
from crm_contract.broken_services.mutants import MUTANTS, Mutant
from crm_contract.comparison.compare_drawn import Tally, compare_drawn
from crm_contract.comparison.compare_spellings import bodies, body_differences, body_of, queries, query_differences
from crm_contract.comparison.compare_writes import compare_drawn_bodies, interleave_writes
from crm_contract.comparison.contender import CUSTOMERS, Contender
from crm_contract.comparison.differences import Example, differences
from crm_contract.comparison.judge import OracleJudge
from crm_contract.comparison.lockstep_clients import LockstepClients
from crm_contract.oracle.customers import Customer, Json
from crm_contract.oracle.lists import Oracle
from crm_contract.reference_service.messages import Request
from crm_contract.reference_service.paging import Keyset, PageNumbers
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service
from crm_contract.sample_data.tricky_rows import tricky_customers
from hypothesis import Phase

# The reference answers a list in about 2 µs a row, so this many keep a mutant below some seconds.
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
    """Everything that pytest contract/parity does, the cheaper parts first."""
    judge, tally = OracleJudge(ORACLE), Tally()
    interleave_writes(LockstepClients(contenders), ROWS, steps=count // 4, number=1)
    assert not (found := differences(WALK_TO_THE_NULLS, contenders, judge)), "\n".join(found)
    compare_drawn(contenders, judge, ROWS, count=count, number=1, tally=tally, phases=[Phase.generate])


def test_services_that_page_differently_and_are_right_are_alike() -> None:
    with contending(numbered=Service(PageNumbers()), keyset=Service(Keyset())) as contenders:
        compare(contenders, count=200)
        compare_drawn_bodies(LockstepClients(contenders), ROWS, examples=60, number=1)
        assert all(contender.cache_hits > 200 for contender in contenders)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_mistake_is_found(mutant: Mutant) -> None:
    with (
        contending(right=Service(PageNumbers()), mutant=mutant.build()) as contenders,
        pytest.raises(AssertionError, match="mutant"),
    ):
        compare(contenders, count=500)


class MomentsInAnyCase(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(name, value.upper() if name.endswith(("_after", "_before")) else value) for name, value in pairs]


class NumbersAsPythonReadsThem(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(name, str(int(value)) if name == "page_size" and _is_int(value) else value) for name, value in pairs]


class TextOfABodyIsTrimmed(Service):
    def read(self, request: Request, merge_into: Customer | None) -> tuple[dict[str, Json], dict[str, str]]:
        fields, errors = super().read(request, merge_into)
        return {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}, errors


def _is_int(value: str) -> bool:
    try:
        return 0 < int(value) < 101
    except ValueError:
        return False


def spelling_differences(*services: Service, every: int) -> Iterator[str]:
    random = Random(1)
    with ExitStack() as stack:
        contenders = [
            stack.enter_context(Contender(type(service).__name__, stack.enter_context(serve(service))))
            for service in services
        ]
        for query in islice(queries(random, drawn=0), 0, None, every):
            yield from query_differences(query, contenders)
        least = body_of([], whole=True)
        customers = [each.send("POST", CUSTOMERS, least).headers["Location"] for each in contenders]
        for members in islice(bodies(random, drawn=0), 0, None, every):
            yield from body_differences(members, contenders, customers)


@pytest.mark.parametrize("mutant", [MomentsInAnyCase, NumbersAsPythonReadsThem, TextOfABodyIsTrimmed])
def test_a_parser_that_reads_other_spellings_is_found(mutant: type[Service]) -> None:
    first = next(spelling_differences(Service(PageNumbers()), mutant(Keyset()), every=1))
    assert mutant.__name__ in first


def test_parsers_that_are_alike_are_found_alike() -> None:
    assert list(spelling_differences(Service(PageNumbers()), Service(Keyset()), every=10)) == []
