"""The same writes to both services and to the reference: every answer, and every read in between, stays alike."""

from collections.abc import Iterator

import pytest
from crm_contract.comparison.compare_writes import compare_drawn_bodies, interleave_writes
from crm_contract.comparison.contender import Contender
from crm_contract.comparison.loaded_rows import Data
from crm_contract.comparison.lockstep_clients import LockstepClients
from crm_contract.reference_service.paging import PageNumbers
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service

BODIES = 100  # with about 15 requests to everyone each
WRITES = 100


@pytest.fixture(scope="module")
def everyone(contenders: list[Contender], data: Data) -> Iterator[LockstepClients]:
    """The reference comes first: it knows what the contract says."""
    with serve(Service(PageNumbers())) as url, Contender("the reference", url) as reference:
        yield LockstepClients([reference, *contenders])


def test_every_drawn_body_is_answered_alike(everyone: LockstepClients, data: Data, pytestconfig: pytest.Config) -> None:
    compare_drawn_bodies(everyone, data.rows, examples=BODIES, number=pytestconfig.getoption("seed"))


def test_lists_stay_alike_between_interleaved_writes(
    everyone: LockstepClients, data: Data, pytestconfig: pytest.Config
) -> None:
    interleave_writes(everyone, data.rows, steps=WRITES, number=pytestconfig.getoption("seed"))
