"""What a contender uses when it gets no requests."""

from dataclasses import replace

import pytest
from bench.report.sections.idle import idle_ms_per_request
from made_up_capacity import standard
from rendered import table_of


def test_what_a_contender_uses_when_idle_is_named_and_not_subtracted() -> None:
    with_idle, without = standard(), replace(standard(), idle=())
    assert idle_ms_per_request(with_idle, "optimized", requests_per_s=2.0) == pytest.approx(6.9)
    assert table_of(with_idle) == table_of(without)
