"""What a contender uses when it gets no requests."""

from dataclasses import replace

from bench.report.sections.idle import idle_section
from made_up_capacity import standard
from rendered import table_of


def test_what_a_contender_uses_when_idle_is_named_and_not_subtracted() -> None:
    with_idle, without = standard(), replace(standard(), idle=())
    section = idle_section(with_idle)
    assert section is not None
    assert "optimized: 13.8 ms of CPU a second when idle" in section.findings[1].words
    assert idle_section(without) is None
    assert table_of(with_idle) == table_of(without)
