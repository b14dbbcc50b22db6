"""The lines of the log."""

import logging

import pytest
from crm_optimized.api.escaped_log import EscapedFormatter


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_input_begins_a_line_of_the_log(end: str) -> None:
    text = f"a{end}FORGED"
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "path %s", (text,), (ValueError, ValueError(text), None))
    written = EscapedFormatter().format(record)
    assert "FORGED" in written
    assert not any(line.startswith("FORGED") for line in written.splitlines())
