"""Hypothesis draws what is asked; both services, cold and warm, and the oracle must answer alike."""

import pytest
from crm_contract.comparison.compare_drawn import Tally, compare_drawn
from crm_contract.comparison.contender import Contender
from crm_contract.comparison.judge import OracleJudge
from crm_contract.comparison.loaded_rows import Data


def test_every_drawn_query_is_answered_alike(
    contenders: list[Contender], data: Data, report: list[Tally], pytestconfig: pytest.Config
) -> None:
    count, number = pytestconfig.getoption("examples"), pytestconfig.getoption("seed")
    tally = Tally()
    report.append(tally)
    compare_drawn(contenders, OracleJudge(data.oracle), data.rows, count=count, number=number, tally=tally)
    assert tally.examples >= count
    for contender in contenders:
        assert not contender.has_a_cache or contender.cache_hits >= count, f"{contender.name} was never warm"
