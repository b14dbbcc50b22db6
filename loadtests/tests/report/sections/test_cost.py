"""The cost of a reader's own traffic."""

from bench.report.sections.cost import cost_section
from made_up_capacity import standard
from made_up_results import quick, with_cpu


def test_points_off_the_line_are_told_in_a_sentence() -> None:
    doubled = [2 * plateau.cpu_ms_per_request.total for plateau in standard().capacity[0].plateaus][:4]
    section = cost_section(with_cpu(standard(), "mixed", "naive", doubled))
    assert section is not None
    assert section.notes[0].startswith("naive uses more or less than its line says: 0.50×")


def test_points_on_the_line_need_no_sentence_but_that_of_the_whole_machine() -> None:
    section = cost_section(standard())
    assert section is not None
    naive, optimized = section.notes
    assert naive.startswith("naive answered at most 16.1 requests/s. By its line, and with the 0.007 cores of k6, that")
    assert optimized.endswith("that is 1.92 of 2 cores.")
    assert len(section.tables[0].lines) == 10


def test_without_a_capacity_there_is_no_chart() -> None:
    assert cost_section(quick()) is None
