"""Cells at a contender's own rate."""

from dataclasses import replace

from bench.report.sections.own_rates import own_rates_section
from made_up_capacity import standard


def test_an_invalid_cell_at_its_own_rate_shows_its_reason() -> None:
    made = standard()
    first, *others = made.own_rate
    broken = replace(made, own_rate=(replace(first, valid=False, invalid_reason="2 requests failed"), *others))
    section = own_rates_section(broken)
    assert section
    assert section.tables[0].lines[0].cells[3] == "invalid: 2 requests failed"
