"""Tables of the page."""

import re

from bench.report.page.tables import table
from bench.report.sections.section import Column, Line, Table

NUMBERS = {"naive": 0, "optimized": 1}
NAMES = [Column(name, words=True) for name in ("scenario", "contender")]


def test_lines_of_a_block_stand_below_its_heading_and_have_the_colours_of_their_contenders() -> None:
    lines = [Line(["list", "naive", "3"], "naive"), Line(["list", "optimized", "1"], "optimized")]
    drawn = table(Table("Times", [*NAMES, Column("ms")], lines, keys=2, groups={"list": "newest"}), NUMBERS)
    assert "<b>list</b> <small>newest</small>" in drawn
    assert re.findall(r'<tr class="(of-\d)"><th scope="row"><i class="swatch"></i>(\w+)</th><td>(\d)', drawn) == [
        ("of-0", "naive", "3"),
        ("of-1", "optimized", "1"),
    ]


def test_a_group_of_columns_has_a_heading_and_other_columns_reach_up_to_it() -> None:
    columns = [Column("scenario", words=True), Column("p50", "latency"), Column("p95", "latency")]
    drawn = table(Table("Times", columns, [Line(["list", "1", "2"])]), NUMBERS)
    assert '<th colspan="2" scope="colgroup">latency</th>' in drawn
    assert '<th scope="col" rowspan="2" class="words">scenario</th>' in drawn


def test_the_reason_why_a_line_is_not_valid_is_marked() -> None:
    columns = [Column("scenario", words=True), Column("ms"), Column("valid", words=True)]
    lines = [Line(["list", "1", "yes"]), Line(["sort", "2", "invalid: dropped"], remark="dropped", valid=False)]
    drawn = table(Table("Times", columns, lines), NUMBERS)
    assert '<td class="words">yes</td>' in drawn
    assert '<td class="words wrong">invalid: dropped</td>' in drawn
