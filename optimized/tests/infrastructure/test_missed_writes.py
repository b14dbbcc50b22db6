"""Writes that cannot tell the cache, over a real connection to PostgreSQL."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from crm_optimized.infrastructure import missed_writes
from crm_optimized.infrastructure.missed_writes import listen, tell_workers
from django.db import connection, transaction

pytestmark = pytest.mark.django_db(transaction=True)

type Heard = asyncio.Queue[None]


class CountingSelector(selectors.DefaultSelector):
    """Counts how often the loop wakes up."""

    wake_ups = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.wake_ups += 1
        return super().select(timeout)


def listening(
    scenario: Callable[[Heard], Awaitable[None]], settings: Any, *, selector: selectors.BaseSelector | None = None
) -> None:
    """Runs the scenario when the worker listens. Each missed write puts an entry into the queue."""

    async def run() -> None:
        heard: Heard = asyncio.Queue()
        worker = asyncio.create_task(listen(settings.DATABASES["default"], lambda: heard.put(None)))
        try:
            async with asyncio.timeout(10):
                await heard.get()
                await scenario(heard)
        finally:
            worker.cancel()
            await asyncio.wait([worker])

    asyncio.run(run(), loop_factory=lambda: asyncio.SelectorEventLoop(selector))


def write_in_a_transaction() -> None:
    with transaction.atomic():
        transaction.on_commit(lambda: tell_workers(connection))
    connection.close()


def write_without_one() -> None:
    tell_workers(connection)
    connection.close()


@pytest.mark.parametrize("write", [write_in_a_transaction, write_without_one])
def test_a_worker_hears_of_a_write_at_once(write: Callable[[], None], settings: Any) -> None:
    async def told(heard: Heard) -> None:
        await asyncio.to_thread(write)
        await heard.get()

    listening(told, settings)


def test_a_worker_that_hears_nothing_sleeps(settings: Any) -> None:
    selector = CountingSelector()

    async def nothing(heard: Heard) -> None:
        before = selector.wake_ups
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(heard.get(), 0.5)
        # The first one and the timeout are the test's own.
        assert selector.wake_ups - before <= 3

    listening(nothing, settings, selector=selector)


def test_a_connection_that_was_lost_counts_as_a_missed_write(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def lost(heard: Heard) -> None:
        await asyncio.to_thread(end_listeners)
        await heard.get()
        await asyncio.to_thread(write_without_one)
        await heard.get()

    monkeypatch.setattr(missed_writes, "RETRY_S", 0.01)
    listening(lost, settings)
    assert caplog.text.count("not told of writes that the cache misses") == 1


def end_listeners() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND query LIKE 'LISTEN%'"
        )
    connection.close()
