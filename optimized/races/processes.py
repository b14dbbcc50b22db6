"""Servers of a race: ports, and the wait until a server answers."""

import socket
import time
from collections.abc import Callable

START_S = 60.0


class CannotRun(Exception):
    """There was no race. The message gives the reason."""


def wait_until(holds: Callable[[], bool], subject: str) -> None:
    """Raises CannotRun if `subject` does not answer in time."""
    deadline = time.monotonic() + START_S
    while not holds():
        if time.monotonic() > deadline:
            raise CannotRun(f"{subject} did not start within {START_S:.0f} s.")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
