"""Real servers: a test database on the PostgreSQL of DATABASE_URL, a Valkey, and uvicorn on a free port."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import redis
import uvicorn
from crm_optimized.serve import DEFAULTS


@pytest.fixture
def cache(settings: Any) -> Iterator[redis.Redis]:
    """A client of the cache server, which is empty."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.flushdb()
    yield client
    client.close()


@pytest.fixture
def server(settings: Any) -> tuple[str, int, str]:
    """Host and port of the cache, and the part of its URL before the @."""
    parts = urlsplit(settings.REDIS_URL)
    return str(parts.hostname), int(parts.port or 6379), parts.netloc.rpartition("@")[0]


@pytest.fixture
def serve(settings: Any) -> Iterator[Callable[..., httpx.Client]]:
    """Starts the service with the settings of this moment, and returns a client for it."""
    stops: list[Callable[[], None]] = []

    def start(root_path: str = "") -> httpx.Client:
        from crm_optimized.bootstrap import bootstrap

        config = uvicorn.Config(
            bootstrap(),
            http=DEFAULTS["http"],
            host="127.0.0.1",
            port=0,
            root_path=root_path,
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "uvicorn did not start"
            time.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)

        def stop() -> None:
            client.close()
            server.should_exit = True
            thread.join()

        stops.append(stop)
        return client

    yield start
    for stop in stops:
        stop()


@pytest.fixture
def api(transactional_db: None, cache: redis.Redis, serve: Callable[[], httpx.Client]) -> httpx.Client:
    return serve()


@pytest.fixture
def ada() -> dict[str, Any]:
    """A body with every member that a client can write."""
    return {
        "customer_id": "AL-1815",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "gender": "female",
        "phone_number": "+44 20 7946 0000",
        "birthday": "1815-12-10",
        "address": {
            "street": "St James's Square",
            "street_number": "12b",
            "city_code": "SW1Y 4JH",
            "city": "London",
            "country": "United Kingdom",
        },
        "relationship": {"points": 7, "last_activity": "2024-05-01T10:11:12.5Z"},
    }
