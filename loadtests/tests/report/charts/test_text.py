"""Text that is broken into lines by its width."""

from bench.report.charts.text import lines, text_width
from bench.report.charts.theme import WIDTH


def test_lines_are_balanced_and_no_wider_than_asked_for() -> None:
    text = "optimized needs 41.9× to 587× less CPU per request than naive in 4 of 9 scenarios and more in 2 of them"
    broken = lines(text, size=19, bold=True)
    assert " ".join(broken) == text
    assert all(text_width(line, size=19, bold=True) <= WIDTH - 44 for line in broken)
    widths = [text_width(line, size=19, bold=True) for line in broken]
    assert len(widths) == 2
    assert min(widths) > 0.6 * max(widths)
    assert lines("short", size=19) == ["short"]
