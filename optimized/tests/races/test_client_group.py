"""Clients in threads, which can be paused and stopped."""

import threading
from itertools import count

import pytest
from races.client_group import ClientGroup


class CountingClient:
    def __init__(self, *, fails_at: int | None = None) -> None:
        self._fails_at = fails_at
        self.numbers = count(1)
        self.steps = 0
        self.stepped = threading.Event()
        self.closed = False

    def __call__(self) -> None:
        self.steps = next(self.numbers)
        self.stepped.set()
        if self.steps == self._fails_at:
            raise RuntimeError("no more steps")

    def close(self) -> None:
        self.closed = True


def test_a_paused_client_makes_no_step_and_continues_afterwards() -> None:
    group, client = ClientGroup(), CountingClient()
    group.start(client)
    assert client.stepped.wait(10)
    with group.paused():
        before = client.steps
        client.stepped.clear()
        assert not client.stepped.wait(0.05)
        assert client.steps == before
    assert client.stepped.wait(10)
    group.stop()
    assert client.closed


def test_an_error_of_a_client_is_raised_when_the_group_stops() -> None:
    group, client = ClientGroup(), CountingClient(fails_at=3)
    group.start(client)
    with group.paused():  # a client that has failed does not keep the group waiting
        pass
    while client.steps < 3:
        client.stepped.wait(0.01)
    with pytest.raises(RuntimeError, match="no more steps"):
        group.stop()
    assert client.closed
