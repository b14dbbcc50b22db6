import logging

# Characters that move a terminal's cursor, or that end a line for a person or a program that reads the log.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
CONTROLS |= {0x2028: "\\u2028", 0x2029: "\\u2029"}


class EscapedFormatter(logging.Formatter):
    """Indent every line of a record after the first, so that no input of a client begins a line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).translate(CONTROLS).replace("\n", "\n    ")
