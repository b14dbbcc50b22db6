"""The same writes to both services and to the reference have the same answers, and so do the reads in between."""

from collections.abc import Iterator

import pytest
from crm_contract.comparison.compare_writes import compare_drawn_bodies, interleave_writes
from crm_contract.comparison.contender import Contender
from crm_contract.comparison.loaded_rows import Data
from crm_contract.comparison.lockstep_clients import LockstepClients
from crm_contract.reference_service.paging import PageNumbers
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service

# Drawn bodies. Each makes about 15 requests to each service.
BODIES = 100
WRITES = 100


@pytest.fixture(scope="module")
def clients(contenders: list[Contender], data: Data) -> Iterator[LockstepClients]:
    """The reference comes first, because its answers are those of the contract."""
    with serve(Service(PageNumbers())) as url, Contender("the reference", url) as reference:
        yield LockstepClients([reference, *contenders])


def test_every_drawn_body_has_the_same_answers(
    clients: LockstepClients, data: Data, *, pytestconfig: pytest.Config
) -> None:
    compare_drawn_bodies(clients, data.rows, examples=BODIES, number=pytestconfig.getoption("seed"))


def test_lists_stay_equal_between_interleaved_writes(
    clients: LockstepClients, data: Data, *, pytestconfig: pytest.Config
) -> None:
    interleave_writes(clients, data.rows, steps=WRITES, number=pytestconfig.getoption("seed"))
