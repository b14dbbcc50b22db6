"""How a load reports its progress: bars on a terminal, a line every few seconds elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import perf_counter
from typing import Protocol

from django.core.management.base import OutputWrapper
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

# Call it with the amount of work that was done since the last call.
type Advance = Callable[[int], None]

# Seconds between two lines of one phase where there is no terminal: often enough to see that a load of minutes goes on.
SECONDS_BETWEEN_LINES = 5


class Progress(Protocol):
    def phase(self, description: str, total: int) -> AbstractContextManager[Advance]: ...

    def say(self, line: str) -> None: ...


def progress_on(stream: OutputWrapper) -> Progress:
    return Bars(Console()) if stream.isatty() else Lines(stream)


class Bars:
    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def phase(self, description: str, total: int) -> Iterator[Advance]:
        columns = (
            TextColumn("{task.description:<24}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with RichProgress(*columns, console=self._console, expand=True) as bars:
            task = bars.add_task(description, total=total)
            yield lambda done: bars.advance(task, done)

    def say(self, line: str) -> None:
        self._console.print(line, highlight=False, markup=False)


class Lines:
    def __init__(self, stream: OutputWrapper, *, seconds_between: float = SECONDS_BETWEEN_LINES) -> None:
        self._stream = stream
        self._seconds_between = seconds_between

    @contextmanager
    def phase(self, description: str, total: int) -> Iterator[Advance]:
        started = last = perf_counter()
        finished = 0

        def advance(done: int) -> None:
            nonlocal finished, last
            finished += done
            now = perf_counter()
            if finished == total or now - last >= self._seconds_between:
                last = now
                self.say(f"{description}: {finished:_} of {total:_} after {now - started:.1f} s")

        yield advance

    def say(self, line: str) -> None:
        self._stream.write(line)
        self._stream.flush()
