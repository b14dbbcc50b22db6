"""The comparison of spellings finds services that parse values differently."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from random import Random

import pytest
from crm_contract.broken_services.lists import ChangedQuery
from crm_contract.comparison.compare_spellings import body_differences, query_differences
from crm_contract.comparison.contender import CUSTOMERS, Contender
from crm_contract.comparison.spelled_requests import bodies, body_of, queries
from crm_contract.oracle.customers import Customer, Json
from crm_contract.reference_service.messages import Request
from crm_contract.reference_service.paging import Keyset, PageNumbers
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service

pytestmark = pytest.mark.servers


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
        customers = [each.send("POST", CUSTOMERS, content=least).headers["Location"] for each in contenders]
        for members in islice(bodies(random, drawn=0), 0, None, every):
            yield from body_differences(members, contenders, customers=customers)


@pytest.mark.parametrize("mutant", [MomentsInAnyCase, NumbersAsPythonReadsThem, TextOfABodyIsTrimmed])
def test_a_parser_that_reads_other_spellings_is_found(mutant: type[Service]) -> None:
    first = next(spelling_differences(Service(PageNumbers()), mutant(Keyset()), every=1))
    assert mutant.__name__ in first


def test_services_with_the_same_parsers_do_not_differ() -> None:
    assert list(spelling_differences(Service(PageNumbers()), Service(Keyset()), every=10)) == []
