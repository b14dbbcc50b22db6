"""Values in which two parsers could differ: services and oracle accept the same ones, and name the same fields."""

from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest
from crm_contract.comparison.compare_spellings import body_differences, query_differences
from crm_contract.comparison.contender import CUSTOMERS, Contender
from crm_contract.comparison.spelled_requests import bodies, body_of, queries
from crm_contract.reference_service.paging import PageNumbers
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service

# Random spellings of each parameter and member, in addition to the table.
DRAWN = 20
# One request in so many is sent. --thorough sends all: about 2 500, with up to 25 values each.
SHARE = 5


@pytest.fixture
def share(pytestconfig: pytest.Config) -> int:
    return 1 if pytestconfig.getoption("thorough") else SHARE


@pytest.fixture
def random(pytestconfig: pytest.Config) -> Random:
    return Random(pytestconfig.getoption("seed"))


@pytest.fixture
def with_reference(contenders: list[Contender]) -> Iterator[list[Contender]]:
    """The reference service, then the services."""
    with serve(Service(PageNumbers())) as url, Contender("the reference", url) as reference:
        yield [reference, *contenders]


def test_every_spelling_of_every_parameter_is_read_as_the_contract_says(
    contenders: list[Contender], random: Random, *, share: int
) -> None:
    asked = islice(queries(random, drawn=DRAWN), 0, None, share)
    found = [line for query in asked for line in query_differences(query, contenders)]
    assert not found, "\n".join(found[:20])


def test_every_spelling_of_every_member_is_read_as_the_reference_does(
    with_reference: list[Contender], random: Random, *, share: int
) -> None:
    least = body_of([], whole=True)
    customers = [each.send("POST", CUSTOMERS, content=least).headers["Location"] for each in with_reference]
    try:
        found = [
            line
            for members in islice(bodies(random, drawn=DRAWN), 0, None, share)
            for line in body_differences(members, with_reference, customers=customers)
        ]
        assert not found, "\n".join(found[:20])
    finally:
        for each, url in zip(with_reference, customers, strict=True):
            each.send("DELETE", url)
