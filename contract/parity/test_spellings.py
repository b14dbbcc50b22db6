"""Values on which two parsers could differ: services and oracle take the same ones, and blame the same fields."""

from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest
from crm_contract.comparison.compare_spellings import bodies, body_differences, body_of, queries, query_differences
from crm_contract.comparison.contender import CUSTOMERS, Contender
from crm_contract.reference_service.paging import PageNumbers
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service

DRAWN = 20  # of each parameter and member, beside every spelling of the table
SHARE = 5  # one request in so many is sent; --thorough sends all, some 2 500 with up to 25 values each


@pytest.fixture
def share(pytestconfig: pytest.Config) -> int:
    return 1 if pytestconfig.getoption("thorough") else SHARE


@pytest.fixture
def random(pytestconfig: pytest.Config) -> Random:
    return Random(pytestconfig.getoption("seed"))


@pytest.fixture
def everyone(contenders: list[Contender]) -> Iterator[list[Contender]]:
    """The reference comes first."""
    with serve(Service(PageNumbers())) as url, Contender("the reference", url) as reference:
        yield [reference, *contenders]


def test_every_spelling_of_every_parameter_is_taken_or_refused_alike(
    contenders: list[Contender], random: Random, share: int
) -> None:
    asked = islice(queries(random, drawn=DRAWN), 0, None, share)
    found = [line for query in asked for line in query_differences(query, contenders)]
    assert not found, "\n".join(found[:20])


def test_every_spelling_of_every_member_is_taken_or_refused_alike(
    everyone: list[Contender], random: Random, share: int
) -> None:
    least = body_of([], whole=True)
    customers = [each.send("POST", CUSTOMERS, least).headers["Location"] for each in everyone]
    try:
        found = [
            line
            for members in islice(bodies(random, drawn=DRAWN), 0, None, share)
            for line in body_differences(members, everyone, customers)
        ]
        assert not found, "\n".join(found[:20])
    finally:
        for each, url in zip(everyone, customers, strict=True):
            each.send("DELETE", url)
