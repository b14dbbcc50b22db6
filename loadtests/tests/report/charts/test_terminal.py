"""The picture of a terminal."""

import re
from html import unescape
from itertools import takewhile
from pathlib import Path

from bench.report.charts.terminal import COLUMNS as TERMINAL_COLUMNS
from bench.report.charts.terminal import write_terminal
from made_up_results import quick
from rendered import printed


def test_the_picture_of_the_terminal_has_every_line_of_the_table_and_loads_nothing(tmp_path: Path) -> None:
    [drawn, *_] = [file.read_text() for file in write_terminal(quick(), tmp_path) if file.name == "terminal-dark.svg"]
    letters = unescape(re.sub(r"<[^>]+>", "", drawn)).replace("\xa0", "").replace(" ", "")
    lines = printed(quick(), TERMINAL_COLUMNS).splitlines()
    for line in takewhile(lambda line: "geometric mean" not in line, lines):
        assert line.replace(" ", "") in letters
    assert "300,000customers" in letters
    assert re.findall(r"https?://[^\"]+|url\([^#]", drawn) == ["http://www.w3.org/2000/svg"]
