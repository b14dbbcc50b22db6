import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from factories import LIST, Find, Refuse, Send
from gunicorn_server import gunicorn


@pytest.fixture
def found(client: Client) -> Find:
    """Return the customer_ids of a list, in its order. Parameters are keywords."""

    def ask(**parameters: str) -> list[str]:
        response = client.get(LIST, parameters)
        assert response.status_code == 200, response.content
        return [customer["customer_id"] for customer in response.json()["results"]]

    return ask


@pytest.fixture
def refused(client: Client) -> Refuse:
    """Return the parameters of a query string that the list refuses."""

    def ask(query: str) -> list[str]:
        response = client.get(f"{LIST}?{query}")
        assert response.status_code == 400, response.content
        return [error["field"] for error in response.json()["errors"]]

    return ask


@pytest.fixture
def send(client: Client) -> Send:
    """Send a body as JSON. Bytes are sent unchanged."""

    def ask(method: str, path: str, body: Any) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        # The test client drops the keyword content_type if the body is empty.
        return client.generic(method, path, data=content, CONTENT_TYPE="application/json")

    return ask


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[int]:
    with gunicorn(database_port=connection.settings_dict["PORT"]) as port:
        yield port


@pytest.fixture
def port(transactional_db: None, server: int) -> int:
    """The port of a gunicorn that shares the tests' database."""
    return server
