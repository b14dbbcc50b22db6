"""With --sampled: compare the services on the data that they hold, without changing it."""

import pytest
from crm_contract.comparison.compare_drawn import Tally
from crm_contract.comparison.compare_sampled import compare_sampled
from crm_contract.comparison.contender import Contender
from parity.conftest import setting


def test_services_give_the_same_answers_about_their_data(
    contenders: list[Contender], *, report: list[Tally], pytestconfig: pytest.Config
) -> None:
    option = pytestconfig.getoption
    tally = compare_sampled(
        contenders,
        setting(pytestconfig, "naive_database_url"),
        queries=option("queries"),
        walks=option("walks"),
        pages=option("pages"),
        number=option("seed"),
    )
    report.append(tally)
    assert not tally.differences, "\n".join(tally.differences[:20])
