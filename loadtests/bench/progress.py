"""The progress of a command, on the error stream, so that results can be piped."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

TICKS_PER_S = 4


class Display:
    """A line for each finished phase. Below them, on a terminal, a bar in seconds of planned work."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.began = time.monotonic()
        self.phases_s: dict[str, float] = {}
        self._bars = Progress(
            TextColumn("[progress.description]{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[left]}"),
            TimeElapsedColumn(),
            console=console,
            refresh_per_second=TICKS_PER_S,
            transient=True,
            disable=not console.is_terminal,
        )

    def say(self, line: str) -> None:
        self.console.print(f"[dim]{time.monotonic() - self.began:6.1f} s[/]  {line}", highlight=False, soft_wrap=True)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Keep the duration of the block, and print it at the end."""
        began = time.monotonic()
        yield
        self.phases_s[name] = time.monotonic() - began
        self.say(f"{name}: {self.phases_s[name]:.1f} s")

    @contextmanager
    def steps(self, planned_s: float, count: int) -> Iterator["Steps"]:
        with self._bars:
            task = self._bars.add_task("", total=planned_s, left="")
            try:
                yield Steps(self._bars, task, count=count)
            finally:
                self._bars.remove_task(task)


class Steps:
    def __init__(self, bars: Progress, task: TaskID, *, count: int) -> None:
        self._bars = bars
        self._task = task
        self._count = count
        self._done = 0
        self._began = time.monotonic()
        self._planned_s = 0.0

    @property
    def left_s(self) -> float:
        """The planned time that is left, corrected by the pace until now."""
        task = self._bars.tasks[self._bars.task_ids.index(self._task)]
        pace = (time.monotonic() - self._began) / self._planned_s if self._planned_s else 1.0
        return pace * ((task.total or 0) - self._planned_s)

    @contextmanager
    def step(self, description: str, planned_s: float, *, counts: int = 1) -> Iterator[None]:
        """`counts`: as how many of the announced ones. With 0 only its time counts."""
        self._bars.update(
            self._task,
            description=description,
            left=f"{self._count - self._done} of {self._count} left, about {self.left_s:.0f} s",
        )
        yield
        self._done += counts
        self._planned_s += planned_s
        self._bars.update(self._task, completed=self._planned_s)
