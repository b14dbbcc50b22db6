"""Log records that no request can forge."""

import logging

# All characters that move the cursor of a terminal, or that end a line for a terminal or a program.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
CONTROLS |= {0x2028: "\\u2028", 0x2029: "\\u2029"}


class EscapedFormatter(logging.Formatter):
    """Text of a client cannot begin a line of the log, because all lines of a record but the first are indented."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).translate(CONTROLS).replace("\n", "\n    ")
