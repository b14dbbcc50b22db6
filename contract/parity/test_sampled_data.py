"""With --sampled: whatever data is there, values out of it, and nothing changed."""

import pytest
from comparison.campaign import Tally
from comparison.contender import Contender
from comparison.sampled import compare_sampled
from parity.conftest import setting


def test_services_answer_alike_about_the_data_they_hold(
    contenders: list[Contender], report: list[Tally], pytestconfig: pytest.Config
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
