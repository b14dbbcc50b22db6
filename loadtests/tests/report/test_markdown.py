"""Sections as Markdown."""

from made_up_results import quick, with_cells
from rendered import table_of


def test_a_bar_in_a_reason_does_not_end_its_column() -> None:
    run = with_cells(quick(), "list", "naive", valid=False, invalid_reason="a|b")
    assert "| invalid: a\\|b |" in table_of(run)
