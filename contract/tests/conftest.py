"""A client for each service, and customers that are deleted after the test."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from crm_contract.oracle.customers import Json
from crm_contract.sample_data.customers import Create, new_customer, unique
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "base_url" in metafunc.fixturenames:
        urls = [url.rstrip("/") for url in metafunc.config.getoption("base_url")]
        if not urls:
            raise pytest.UsageError("Say which service to test: --base-url http://127.0.0.1:8001 (or env BASE_URL).")
        metafunc.parametrize("base_url", urls, scope="session")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `-n N`, one process runs all tests of a service, because some of them watch the whole service."""
    # pytest-xdist 3.8 ignores its own marker for this, xdist_group, under pytest 9.2.
    from xdist.scheduler import LoadScopeScheduling

    urls = sorted((url.rstrip("/") for url in config.getoption("base_url")), key=len, reverse=True)
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda nodeid: next((url for url in urls if url in nodeid), nodeid)
    return scheduler


@pytest.fixture(scope="session")
def api(base_url: str) -> Iterator[CheckedClient]:
    with CheckedClient(base_url) as client:
        try:
            client.get("/livez")
        except httpx.TransportError as error:
            pytest.exit(f"No service answers at {base_url}: {error}", returncode=4)
        yield client


@pytest.fixture(scope="session")
def paging(api: CheckedClient) -> str:
    """The service's paging parameter."""
    return "page" if api.list(page=1, page_size=1).status_code == 200 else "cursor"


@pytest.fixture
def token() -> str:
    """A word that only this test's customers contain."""
    return unique()


@pytest.fixture
def create(api: CheckedClient) -> Iterator[Create]:
    yield from creating(api)


@pytest.fixture(scope="module")
def create_for_module(api: CheckedClient) -> Iterator[Create]:
    yield from creating(api)


def creating(api: CheckedClient) -> Iterator[Create]:
    identities: list[int] = []

    def create(**members: Json) -> Json:
        response = api.post(CUSTOMERS, json=new_customer(**members))
        assert response.status_code == 201, response.text
        identities.append(response.json()["id"])
        return response.json()

    yield create
    for identity in identities:
        assert api.delete(f"{CUSTOMERS}/{identity}").status_code in (204, 404)
