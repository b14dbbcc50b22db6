"""The answers of the service while its database or its cache is away."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

LIST = "/api/v1/customers"


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port that refuses connections for as long as the test runs."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield closed.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield silent.getsockname()[1]


def with_cache_at(port: int, settings: Any) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": settings.REDIS_URL}}


@pytest.mark.parametrize("port", ["dead_port", "silent_port"])
def test_without_a_cache_reads_and_writes_work(
    port: str,
    request: pytest.FixtureRequest,
    transactional_db: None,
    settings: Any,
    serve: Callable[[], httpx.Client],
    ada: dict[str, Any],
) -> None:
    with_cache_at(request.getfixturevalue(port), settings)
    api = serve()
    created = api.post(LIST, json=ada)
    assert created.status_code == 201
    for _ in range(5):
        page = api.get(LIST)
        assert page.headers["x-cache"] == "BYPASS"
        assert page.json()["results"] == [created.json()]
        assert page.elapsed.total_seconds() < 0.5
    assert api.get("/readyz").status_code == 200


def test_without_a_database_everything_but_the_process_is_unavailable(
    dead_port: int, db: None, cache: Any, settings: Any, serve: Callable[[], httpx.Client], ada: dict[str, Any]
) -> None:
    database = settings.DATABASES["default"]
    port, database["PORT"] = database["PORT"], dead_port
    try:
        api = serve()
        for refused in (api.get(LIST), api.get(f"{LIST}/1"), api.get("/readyz")):
            assert refused.status_code == 503
            assert refused.headers["retry-after"] == "1"
            assert refused.headers["content-type"] == "application/problem+json"
        assert api.get("/livez").status_code == 200
    finally:
        database["PORT"] = port


def test_a_cached_page_outlives_the_database(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from crm_optimized.application.errors import StorageUnavailable
    from crm_optimized.infrastructure.customer_search import PostgresCustomerSearch

    api.get(LIST)

    async def away(*_: Any) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(PostgresCustomerSearch, "page", away)
    assert api.get(LIST).headers["x-cache"] == "HIT"
    assert api.get(f"{LIST}?page_size=5").status_code == 503
