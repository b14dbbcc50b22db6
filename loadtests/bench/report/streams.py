"""Output that a terminal or a pipe refuses never ends a command: a result of ten minutes must survive its printing."""

import codecs
import os
import sys
import unicodedata
from typing import TextIO

from rich.console import Console

from bench.errors import BenchError

# A shell's exit code of a program that wrote to a pipe without a reader: 128 + SIGPIPE (13).
CLOSED = 141

# Signs that this program prints, in ASCII. Other letters lose their accents, or become a question mark.
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
    """Both streams take every text in any encoding. The command goes on when nothing reads its progress any more."""
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
        """Sends the rest of the stream to /dev/null. Otherwise Python would try to write it again at its exit."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)


class Progressing(Stream):
    """The error stream: when its reader is gone or its disk full, the command goes on."""


class Printing(Stream):
    """Standard output: a command whose output does not arrive fails with a sentence."""

    def failed(self, error: OSError) -> None:
        super().failed(error)
        if isinstance(error, BrokenPipeError):
            raise error
        raise NotPrintedError(error)


class NotPrintedError(BenchError):
    def __init__(self, error: OSError) -> None:
        super().__init__(f"The output could not be written: {error.strerror}.")


class Output(Console):
    """Standard output with colours. The caller, and not the library, ends the program when a pipe has no reader."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError
