import logging

import pytest
from crm_naive.escaped_log import EscapedFormatter


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_input_begins_a_line_of_the_log(end: str) -> None:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "path %s", (f"a{end}FORGED",), None)

    lines = EscapedFormatter().format(record).splitlines()
    assert not any(line.startswith("FORGED") for line in lines)
