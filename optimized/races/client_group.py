"""Clients that run at the same time, each in a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class RunningClient(Protocol):
    """A call is one step of the client, such as one request."""

    def __call__(self) -> object: ...

    def close(self) -> None: ...


class ClientGroup:
    """Its clients repeat their steps without end. They can be paused between two steps."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._idle: list[threading.Event] = []
        self._go = threading.Event()
        self._go.set()
        self._over = False
        self._failure: BaseException | None = None

    def start(self, client: RunningClient) -> None:
        idle = threading.Event()
        self._idle.append(idle)
        self._threads.append(threading.Thread(target=self._repeat, args=(client, idle), daemon=True))
        self._threads[-1].start()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Inside the block, no client is in the middle of a step."""
        self._go.clear()
        for idle in self._idle:
            idle.wait()
        try:
            yield
        finally:
            self._go.set()

    def stop(self) -> None:
        """Raises the exception that ended a client early."""
        self._over = True
        self._go.set()
        for thread in self._threads:
            thread.join()
        if self._failure is not None:
            raise self._failure

    def _repeat(self, client: RunningClient, idle: threading.Event) -> None:
        try:
            while not self._over:
                if not self._go.is_set():
                    idle.set()
                    self._go.wait()
                    idle.clear()
                    continue
                client()
        except BaseException as error:  # noqa: BLE001  stop() raises it again
            self._failure = error
        finally:
            idle.set()
            client.close()
