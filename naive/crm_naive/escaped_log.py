import logging

# Everything that moves a terminal's cursor or ends a line, for whoever reads the log and for programs that do.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
CONTROLS |= {0x2028: "\\u2028", 0x2029: "\\u2029"}


class EscapedFormatter(logging.Formatter):
    """What a client sent cannot begin a line of the log: what follows a record's first line is indented."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).translate(CONTROLS).replace("\n", "\n    ")
