"""Every step in which servers are made fails the first time that it is taken.

python faulty_steps.py FILE ARGUMENTS…    runs bench and kills it after the first step that FILE does not name yet
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

PROGRAMS = ("unshare", "initdb", "pg_ctl", "valkey-server")


class FirstTimesFail:
    """`fail` gets the step's name, and how to take it."""

    def __init__(self, patch: pytest.MonkeyPatch, fail: Callable[[str, Callable[[], Any]], None]) -> None:
        self.failed: list[str] = []
        self._fail = fail
        self._wrap(patch, subprocess, "run", _program)
        self._wrap(patch, psycopg, "connect", lambda url, **_: f"connect to {url.rpartition('/')[2]}")
        self._wrap(patch, psycopg.Connection, "execute", lambda _, query, *__: f"{query!r}"[:60])
        self._wrap(patch, Path, "rename", lambda file, _: f"rename {file.name}")
        self._wrap(patch, Path, "replace", lambda file, _: f"replace {file.name}")
        self._wrap(patch, Path, "write_text", lambda file, *_, **__: f"write {file.name}")

    def _wrap(self, patch: pytest.MonkeyPatch, owner: Any, name: str, step_of: Callable[..., str]) -> None:
        original = getattr(owner, name)

        def wrapped(*arguments: Any, **options: Any) -> Any:
            step = step_of(*arguments, **options)
            if step not in self.failed and not step.endswith(" stop"):  # what cleans up after a failure is no step
                self.failed.append(step)
                self._fail(step, lambda: original(*arguments, **options))
            return original(*arguments, **options)

        patch.setattr(owner, name, wrapped)


def _program(command: list[str], **_: Any) -> str:
    names = [name for word in command if (name := Path(word).name) in PROGRAMS]
    return f"{' '.join(names)} {command[-1]}"


def killed_after_a_step(file: Path, run: Callable[[], int]) -> int:
    """Runs it in a process that dies after the first step that `file` does not name yet: its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def take_it_and_die(step: str, take: Callable[[], Any]) -> None:
        take()
        with file.open("a") as steps:
            steps.write(f"{step}\n")
        os._exit(137)

    with pytest.MonkeyPatch.context() as patch:
        faults = FirstTimesFail(patch, take_it_and_die)
        faults.failed += file.read_text().splitlines() if file.exists() else []
        os._exit(run())
