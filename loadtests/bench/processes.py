"""Child processes that never outlive a run: not after Ctrl-C, an error or SIGTERM."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

import psutil

from bench.errors import BenchError

# A server that needs longer to finish its requests is killed.
STOP_TIMEOUT_S = 10.0


@contextmanager
def interrupts_deferred() -> Iterator[None]:
    """Ctrl-C, SIGTERM and SIGHUP wait for the end of the block. The cleanup then knows everything that it started."""
    caught: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        caught.append(number)

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, note) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if caught:
            raise KeyboardInterrupt


def politely_killed_is_interrupted() -> None:
    """SIGTERM and a closed terminal end the program as Ctrl-C does, so everything is cleaned up."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)


class Processes:
    """The processes of one run. Each has a session of its own: a signal to its group reaches its workers, and the
    terminal's Ctrl-C reaches only bench, which then ends all of them in order."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            self.end_all()
        except KeyboardInterrupt:
            if kind is None:
                raise  # Otherwise the error that ended the block goes on.

    def end_all(self) -> None:
        """Kill all at once: contenders have nothing to save."""
        with interrupts_deferred():
            for process in self._running:
                _signal_group(process, signal.SIGKILL)
            for process in self._running:
                process.wait()
            self._running.clear()

    def start(
        self, command: Sequence[str], *, folder: Path, environment: Mapping[str, str], output: Path
    ) -> subprocess.Popen[bytes]:
        """Start `command` in `folder`. Its output is appended to the file `output`."""
        with interrupts_deferred(), output.open("ab") as stream:
            try:
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=stream,
                    stderr=stream,
                    start_new_session=True,
                )
            except OSError as error:
                raise BenchError(
                    f"Cannot start {command[0]}: {error.strerror}. Run `uv sync --all-packages`."
                ) from None
            self._running.append(process)
        return process

    def ended(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether `finish` would return at once."""
        return psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE  # waitid does not exist everywhere.

    def finish(self, process: subprocess.Popen[bytes]) -> tuple[int, float]:
        """Wait for the end of a process. Returns its exit code, and the CPU seconds of the process and its children."""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self._forget(process)
        return process.returncode, usage.ru_utime + usage.ru_stime

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Send SIGTERM and wait for the end of the server; kill the rest of its group."""
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            _signal_group(process, signal.SIGKILL)
            process.wait()
        self._forget(process)

    def _forget(self, process: subprocess.Popen[bytes]) -> None:
        _signal_group(process, signal.SIGKILL)
        self._running.remove(process)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # The group has its leader's number as long as one member lives, even after the leader's end.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def last_lines(file: Path, *, count: int = 5) -> str:
    """The last lines of a log as one line, for an error message."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return " / ".join(lines[-count:]) or "it printed nothing"


def wait_until(condition: Callable[[], bool], *, timeout_s: float, step_s: float = 0.02) -> bool:
    """Poll until the condition holds. False when the time is up."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step_s)
    return True
