"""What the terminal cannot take never ends a command: a result of ten minutes must survive the line that prints it."""

import codecs
import os
import sys
import unicodedata
from typing import TextIO

from rich.console import Console

from bench.errors import BenchError

CLOSED = 141  # as a shell reports a program that wrote to a pipe without a reader

# Letters that this program prints, in ASCII; every other one loses its accents, or is a question mark.
ASCII = {
    "×": "x",
    "÷": "/",
    "–": "-",
    "—": "-",
    "−": "-",
    "·": ".",
    "…": "...",
    "µ": "u",
    "≥": ">=",
    "≤": "<=",
    "√": "v",
}
ERRORS = "bench.ascii"


def printable_everywhere() -> None:
    """Both streams take every text, in whatever encoding; progress goes on when nobody can read it any more."""
    codecs.register_error(ERRORS, _in_ascii)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=ERRORS)
    if not isinstance(sys.stdout, Printing):
        sys.stdout = Printing(sys.stdout)
        sys.stderr = Progressing(sys.stderr)


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return ASCII.get(letter) or bare or "?"


class Stream:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            self._stream.write(text)
        except OSError as error:
            self.failed(error)
        return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            self.failed(error)

    def failed(self, error: OSError) -> None:
        """What is left in the stream, and all that follows, goes nowhere: Python would try it once more at its end."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)


class Progressing(Stream):
    """The error stream: when its reader is gone or its disk full, the command goes on."""


class Printing(Stream):
    """Standard output: whoever wanted it hears that it did not arrive."""

    def failed(self, error: OSError) -> None:
        super().failed(error)
        if isinstance(error, BrokenPipeError):
            raise error
        raise NotPrintedError(error)


class NotPrintedError(BenchError):
    def __init__(self, error: OSError) -> None:
        super().__init__(f"The output could not be written: {error.strerror}.")


class Output(Console):
    """Standard output with colours. A pipe without a reader is the caller's to end by, not the library's."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError
