"""The same writes to both services and to the reference: every answer, and every read in between, stays alike."""

from collections.abc import Iterator

import pytest
from comparison.contender import Contender
from comparison.everyone import Everyone
from comparison.loaded import Data
from comparison.writes import compare_drawn_bodies, interleave_writes
from reference.paging import PageNumbers
from reference.server import serve
from reference.service import Service

BODIES = 100  # with about 15 requests to everyone each
WRITES = 100


@pytest.fixture(scope="module")
def everyone(contenders: list[Contender], data: Data) -> Iterator[Everyone]:
    """The reference comes first: it knows what the contract says."""
    with serve(Service(PageNumbers())) as url, Contender("the reference", url) as reference:
        yield Everyone([reference, *contenders])


def test_every_drawn_body_is_answered_alike(everyone: Everyone, data: Data, pytestconfig: pytest.Config) -> None:
    compare_drawn_bodies(everyone, data.rows, examples=BODIES, number=pytestconfig.getoption("seed"))


def test_lists_stay_alike_between_interleaved_writes(
    everyone: Everyone, data: Data, pytestconfig: pytest.Config
) -> None:
    interleave_writes(everyone, data.rows, steps=WRITES, number=pytestconfig.getoption("seed"))
