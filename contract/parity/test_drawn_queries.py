"""Hypothesis draws queries. Both services, with cold and warm caches, and the oracle must give the same answers."""

import pytest
from crm_contract.comparison.compare_drawn import Draw, Tally, compare_drawn
from crm_contract.comparison.contender import Contender
from crm_contract.comparison.judge import OracleJudge
from crm_contract.comparison.loaded_rows import Data


def test_every_drawn_query_has_the_same_answers(
    contenders: list[Contender], data: Data, *, report: list[Tally], pytestconfig: pytest.Config
) -> None:
    count, number = pytestconfig.getoption("examples"), pytestconfig.getoption("seed")
    tally = Tally()
    report.append(tally)
    draw = Draw(rows=data.rows, count=count, number=number)
    compare_drawn(contenders, draw, judge=OracleJudge(data.oracle), tally=tally)
    assert tally.examples >= count
    for contender in contenders:
        assert not contender.has_a_cache or contender.cache_hits >= count, f"{contender.name} was never warm"
