"""The black-box tests fail on every broken service. Only --thorough runs this, which takes minutes."""

from collections.abc import Callable
from functools import partial

import pytest
from crm_contract.broken_services.answers import BROKEN_ANSWERS
from crm_contract.broken_services.cursors import BROKEN_CURSORS
from crm_contract.broken_services.lists import BROKEN_LISTS
from crm_contract.broken_services.mutants import MUTANTS
from crm_contract.broken_services.writes import BROKEN_WRITES
from crm_contract.reference_service.paging import Keyset
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service
from selftest.black_box import run_black_box

pytestmark = [pytest.mark.servers, pytest.mark.slow]

SERVICES: list[type[Service]] = [*BROKEN_LISTS, *BROKEN_WRITES, *BROKEN_ANSWERS]
BROKEN: dict[str, Callable[[], Service]] = {
    **{broken.__name__: partial(broken, Keyset()) for broken in SERVICES},
    **{broken.__name__: partial(Service, broken()) for broken in BROKEN_CURSORS},
    **{mutant.name: mutant.build for mutant in MUTANTS},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_black_box_tests_fail_on_a_broken_service(name: str, pytestconfig: pytest.Config) -> None:
    if not pytestconfig.getoption("thorough"):
        pytest.skip("takes some minutes; --thorough runs it")
    with serve(BROKEN[name]()) as base_url:
        run = run_black_box(base_url, stop=True)
    assert run.returncode == 1, run.stdout[-2000:]
    print(run.stdout[-600:])
