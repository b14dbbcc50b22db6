"""The black-box tests pass on the reference service with each way of paging."""

import pytest
from crm_contract.reference_service.paging import Keyset, PageNumbers, Paging
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service
from selftest.black_box import run_black_box

pytestmark = pytest.mark.servers


@pytest.mark.parametrize("paging", [PageNumbers(), Keyset()], ids=lambda paging: paging.parameter)
def test_the_black_box_tests_pass_on_the_reference_and_leave_no_customer(paging: Paging) -> None:
    service = Service(paging)
    with serve(service) as base_url:
        run = run_black_box(base_url)
    assert run.returncode == 0, run.stdout[-3000:]
    assert service.oracle.customers() == []


def test_the_black_box_tests_do_not_run_without_a_service() -> None:
    run = run_black_box(only="test_health.py")
    assert run.returncode != 0
    assert "--base-url" in run.stdout + run.stderr
