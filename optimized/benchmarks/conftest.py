"""The whole service in one process, without a socket: what a request costs inside uvicorn."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
import redis
from crm_optimized.bootstrap import bootstrap
from django.conf import settings
from django.db import connection
from tests.factories import add_customers

PEOPLE = 3_000


@pytest.fixture(scope="session")
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "the benchmarks would write into a real database"
        add_customers(PEOPLE)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # else the planner guesses about an empty table
        yield


@pytest.fixture(scope="session")
def cache() -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.flushdb()
    yield client
    client.close()


@pytest.fixture(scope="session")
def get(people: None, cache: redis.Redis) -> Iterator[Callable[[str], tuple[int, bytes]]]:
    """Runs one GET to its end: status and body. The event loop and the pool live as long as the session."""
    with asyncio.Runner() as runner:
        application = bootstrap()
        lifespan = application._lifespan()  # noqa: SLF001  what the server would run
        runner.run(lifespan.__aenter__())
        yield lambda url: runner.run(_get(application, url))
        runner.run(lifespan.__aexit__(None, None, None))


async def _get(application: Any, url: str) -> tuple[int, bytes]:
    path, _, query = url.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await application(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


def full_page(answer: tuple[int, bytes], *, rows: int = 20) -> None:
    """A benchmark of errors or of empty pages is no benchmark."""
    status, body = answer
    assert status == 200
    assert len(msgspec.json.decode(body)["results"]) == rows
